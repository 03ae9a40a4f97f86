//! The three bundles and the language chosen.

use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use leptos::prelude::*;
use unic_langid::{LanguageIdentifier, langid};
use vault::api::Language;

/// Something that goes into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Argument {
    /// A number, which also chooses the plural.
    Number(u32),
    /// What a person typed. It is kept apart from the sentence, whichever direction it is written in.
    Text(String),
}

impl From<u32> for Argument {
    fn from(value: u32) -> Self {
        Self::Number(value)
    }
}

impl From<usize> for Argument {
    fn from(number: usize) -> Self {
        u32::try_from(number).unwrap_or(u32::MAX).into()
    }
}

impl From<String> for Argument {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for Argument {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

struct Bundles([FluentBundle<FluentResource>; 3]);

thread_local! {
    static BUNDLES: Bundles = Bundles([
        bundle(langid!("en"), include_str!("../../locales/en.ftl")),
        bundle(langid!("ru"), include_str!("../../locales/ru.ftl")),
        bundle(langid!("be"), include_str!("../../locales/be.ftl")),
    ]);
    static LANGUAGE: ArcRwSignal<Language> = ArcRwSignal::new(Language::English);
}

fn bundle(id: LanguageIdentifier, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new(vec![id]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(grouped));
    // A message that doesn't parse is missing; the tests see to it that none is.
    let resource =
        FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    let _ = bundle.add_resource(resource);
    bundle
}

/// Numbers with a narrow space between thousands, in all three languages.
fn grouped<M: fluent_bundle::memoizer::MemoizerKind>(
    value: &FluentValue<'_>,
    _: &M,
) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { value, .. }) => Some(group(&format!("{value:.0}"))),
        _ => None,
    }
}

fn group(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len());
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The language in use; a closure that reads it follows it.
#[must_use]
pub(crate) fn language() -> Language {
    LANGUAGE.with(ArcRwSignal::clone).get()
}

/// Changes the language of everything on the page.
pub(crate) fn set_language(language: Language) {
    LANGUAGE.with(ArcRwSignal::clone).set(language);
}

/// The first of the browser's languages that there is; Tor Browser says English unless told otherwise.
pub(crate) fn language_of_browser() -> Language {
    let wanted = window().navigator().languages();
    wanted
        .iter()
        .filter_map(|name| of_name(&name.as_string()?))
        .next()
        .unwrap_or(Language::English)
}

fn of_name(name: &str) -> Option<Language> {
    match name.split('-').next()? {
        "en" => Some(Language::English),
        "ru" => Some(Language::Russian),
        "be" => Some(Language::Belarusian),
        _ => None,
    }
}

/// The language's tag, for `lang` attributes.
#[must_use]
pub(crate) fn tag(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Russian => "ru",
        Language::Belarusian => "be",
    }
}

/// The message of this key in the language in use. For keys made at run time; otherwise [`crate::text!`] and [`crate::t!`].
#[must_use]
pub(crate) fn say(key: &str, arguments: &[(&'static str, Argument)]) -> String {
    let at = match language() {
        Language::English => 0,
        Language::Russian => 1,
        Language::Belarusian => 2,
    };
    BUNDLES
        .with(|Bundles(bundles)| format(&bundles[at], key, arguments))
        .unwrap_or_else(|| key.to_owned())
}

fn format(
    bundle: &FluentBundle<FluentResource>,
    key: &str,
    arguments: &[(&'static str, Argument)],
) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut values = FluentArgs::new();
    for (name, argument) in arguments {
        match argument {
            Argument::Number(number) => values.set(*name, *number),
            Argument::Text(text) => values.set(*name, format!("\u{2068}{text}\u{2069}")),
        }
    }
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(group("5"), "5");
        assert_eq!(group("999"), "999");
        assert_eq!(group("113220"), "113\u{202f}220");
        assert_eq!(group("1000000"), "1\u{202f}000\u{202f}000");
    }

    #[test]
    fn slavic_plurals() {
        let say_in = |language, n: u32| {
            set_language(language);
            say("contacts-total", &[("n", n.into())])
        };
        assert_eq!(say_in(Language::Russian, 1), "1 контакт");
        assert_eq!(say_in(Language::Russian, 3), "3 контакта");
        assert_eq!(say_in(Language::Russian, 11), "11 контактов");
        assert_eq!(say_in(Language::Russian, 21), "21 контакт");
        assert_eq!(say_in(Language::Belarusian, 1), "1 кантакт");
        assert_eq!(say_in(Language::Belarusian, 3), "3 кантакты");
        assert_eq!(say_in(Language::Belarusian, 11), "11 кантактаў");
        assert_eq!(say_in(Language::English, 1), "1 contact");
        assert_eq!(
            say_in(Language::English, 113_220),
            "113\u{202f}220 contacts"
        );
    }

    #[test]
    fn what_people_type_is_isolated() {
        set_language(Language::English);
        let text = say("people-grant-done", &[("name", "\u{202e}x".into())]);
        assert!(text.contains("\u{2068}\u{202e}x\u{2069}"));
    }
}
