use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use sha2::{Digest, Sha256};

use super::fold::{Script, fold_as};
use super::*;

fn system_random() -> impl rand_core::CryptoRng {
    rand_core::UnwrapErr(getrandom::SysRng)
}

fn text(words: &[&str]) -> String {
    words.join(" ")
}

#[test]
fn lists_are_frozen() {
    let hashes = List::ALL.map(|list| hex::encode(Sha256::digest(list.words().join("\n") + "\n")));
    assert_eq!(
        hashes,
        [
            "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
            "c06f832206258620ee0fb85f1ff9adf942237f17888f6cf2fce8df648c152cea",
            "f09180295c2246a031418323b46e5689c8ec96fd4d002d93a12268157cf834b9",
        ]
    );
    assert_eq!(List::ALL.map(List::id), [1, 2, 3]);
    assert!(
        List::ALL
            .iter()
            .all(|list| List::from_id(list.id()) == Some(*list))
    );
    assert_eq!((List::from_id(0), List::from_id(4)), (None, None));
}

#[test]
fn lists_are_whole_and_tell_words_apart_by_four_letters() {
    for list in List::ALL {
        assert_eq!(list.words().len(), 2048);
        let beginnings: HashSet<String> = list
            .folded()
            .iter()
            .map(|word| word.chars().take(4).collect())
            .collect();
        assert_eq!(beginnings.len(), 2048, "{list:?}");
        // The spelling of a list is stable under folding in its own script.
        for (word, folded) in list.words().iter().zip(list.folded()) {
            assert_eq!(&fold(word), folded);
            if list != List::English {
                assert!((4..=8).contains(&folded.chars().count()), "{word}");
            }
        }
    }
}

#[test]
fn russian_and_belarusian_words_use_their_own_letters() {
    let russian = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    let belarusian = "абвгдеёжзійклмнопрстуўфхцчшыьэюя'";
    for (list, letters) in [(List::Russian, russian), (List::Belarusian, belarusian)] {
        for word in list.words() {
            assert!(word.chars().all(|c| letters.contains(c)), "{word}");
        }
    }
}

#[test]
fn no_word_is_in_two_lists_in_any_reading() {
    let mut seen: HashMap<String, (List, &str)> = HashMap::new();
    for list in List::ALL {
        for word in list.words() {
            for script in [Script::Latin, Script::Cyrillic] {
                let old = seen.insert(fold_as(word, script).to_string(), (list, word));
                assert!(
                    old.is_none_or(|old| old == (list, word)),
                    "{word} and {old:?}"
                );
            }
        }
    }
}

/// Letters that sound or look alike, merged.
fn blurred(folded: &str) -> String {
    let merge = |c| match c {
        'о' => Some('а'),
        'э' | 'ы' | 'я' => Some('и'),
        'е' => Some('и'),
        'ю' => Some('у'),
        'щ' | 'ж' => Some('ш'),
        'з' => Some('с'),
        'д' => Some('т'),
        'б' => Some('п'),
        'г' => Some('к'),
        'в' => Some('ф'),
        'ь' | 'ъ' => None,
        other => Some(other),
    };
    folded.chars().filter_map(merge).collect()
}

#[test]
fn no_two_words_of_a_list_are_easily_confused() {
    for list in [List::Russian, List::Belarusian] {
        let blurs: HashSet<String> = list.folded().iter().map(|word| blurred(word)).collect();
        assert_eq!(blurs.len(), 2048, "{list:?}");
    }
}

#[test]
fn folding_takes_away_the_way_of_typing() {
    assert_eq!(
        fold("1. Ёлка,\n2) п’еса – 3: ЙО\u{306}гурт"),
        "елка песа иогурт"
    );
    // A Latin keyboard inside a Cyrillic word, and the other way round.
    assert_eq!(fold("cтрaницa"), "страница");
    assert_eq!(fold("аЬаndоn"), "аьаndоn", "a soft sign is no look-alike");
    assert_eq!(fold("аbаndоn"), "abandon");
    assert_eq!(fold("ПIСАЦЬ писаць пісаць"), "писаць писаць писаць");
    assert_eq!(fold("воўк воу\u{306}к воук"), "воук воук воук");
    assert_eq!(fold(" ' -- 12 "), "");
}

#[test]
fn a_word_is_read_in_the_script_of_its_own_letters_or_of_most() {
    // One letter that only Latin has, and look-alikes of both.
    assert_eq!(fold("dоо"), "doo");
    // Look-alikes alone: Latin if more of them are, else Cyrillic.
    assert_eq!(fold("ace"), "ace");
    assert_eq!(fold("acе"), "ace");
    assert_eq!(fold("aсе"), "асе");
    assert_eq!(fold("aс"), "ас");
}

#[test]
fn signs_alone_are_no_word() {
    // An apostrophe and a vowel sign that Unicode counts among the letters.
    for sign in ["\u{2bc}", "\u{903}"] {
        assert_eq!(fold(sign), "");
        assert_eq!(
            parse(&format!("{sign} abandon"), 1).unwrap().words(),
            ["abandon"]
        );
    }
}

#[test]
fn a_beginning_that_two_lists_know_is_not_enough() {
    let beginning = |word: &String| word.chars().take(4).collect::<String>();
    let both: HashSet<String> = List::Russian.folded().iter().map(beginning).collect();
    let mut belarusian = List::Belarusian.folded().iter().map(beginning);
    let short = belarusian.find(|short| {
        let whole = |list: List| list.folded().contains(short);
        both.contains(short) && !List::ALL.into_iter().any(whole)
    });
    let read = parse(&short.unwrap(), 1);
    assert!(matches!(read, Err(WordsError::Ambiguous)));
    // No words are a phrase of any list.
    assert_eq!(parse("", 0).unwrap().words(), Vec::<&str>::new());
}

#[test]
fn no_word_is_offered_that_differs_in_more_than_half_of_its_letters() {
    let mut long = List::English.words().iter().filter(|word| word.len() == 7);
    let word = long.next().unwrap();
    let offered = |kept: usize| {
        let typed = format!("{}{}", &word[..kept], "q".repeat(7 - kept));
        let Err(WordsError::Unknown(bad)) = parse(&typed, 1) else {
            panic!("{typed}")
        };
        bad.suggestions.contains(word)
    };
    assert!(offered(4) && !offered(3));
}

#[test]
fn shortened_words_are_enough() {
    for list in List::ALL {
        for (index, word) in list.words().iter().enumerate() {
            let short: String = word.chars().filter(|c| *c != '\'').take(4).collect();
            // The beginning of one word may begin another in another list: a second word says which.
            let typed = format!("{short} {}", list.word(0));
            let phrase = parse(&typed, 2).unwrap();
            assert_eq!(
                (phrase.list(), phrase.indices()),
                (list, [index as u16, 0].as_slice()),
                "{typed}"
            );
        }
    }
}

#[test]
fn mistakes_are_named() {
    let count = parse("abandon ability", 8).unwrap_err();
    assert_eq!(
        count,
        WordsError::Count {
            found: 2,
            expected: 8
        }
    );

    let WordsError::Unknown(bad) = parse("ястреб страинца ящик", 3).unwrap_err()
    else {
        panic!("unknown")
    };
    assert_eq!(
        (bad.position, bad.typed.as_str(), bad.suggestions[0]),
        (1, "страинца", "страница")
    );
    assert!(!format!("{bad:?} {}", WordsError::Unknown(bad.clone())).contains("стра"));

    let WordsError::Mixed(bad) = parse("ястраб яшчарка ящерица", 3).unwrap_err()
    else {
        panic!("mixed")
    };
    assert_eq!((bad.position, bad.typed.as_str()), (2, "ящерица"));
    assert!(matches!(
        parse("abandon ястреб", 2),
        Err(WordsError::Mixed(_))
    ));

    // Three letters are too few, and what they begin is offered.
    let WordsError::Unknown(bad) = parse("abandon abi", 2).unwrap_err() else {
        panic!("unknown")
    };
    assert_eq!(bad.suggestions, ["ability"]);
    let WordsError::Unknown(bad) = parse("abandon qqqqqq", 2).unwrap_err() else {
        panic!("unknown")
    };
    assert!(bad.suggestions.is_empty());
}

#[test]
fn a_whole_word_wins_over_another_lists_beginning() {
    // Every word alone is found, in its own list, also where it begins a word elsewhere.
    for list in List::ALL {
        for (index, word) in list.words().iter().enumerate() {
            let phrase = parse(word, 1).unwrap_or_else(|error| panic!("{word}: {error}"));
            assert_eq!(
                (phrase.list(), phrase.indices()),
                (list, [index as u16].as_slice()),
                "{word}"
            );
        }
    }
}

#[test]
fn bits_become_words_in_order() {
    let bits = [
        0b0000_0000,
        0b0010_0000,
        0b0000_1011,
        0b1111_1110,
        0b1000_0000,
    ];
    let phrase = from_bits(List::English, &bits, 3).unwrap();
    assert_eq!(phrase.indices(), [1, 2, 0b111_1111_1101]);
    assert_eq!(phrase.words()[..2], ["ability", "able"]);
    assert!(from_bits(List::English, &bits, 4).is_none());
    assert!(from_bits(List::English, &[0; 11], 8).is_some());
    assert!(from_bits(List::English, &[0; 10], 8).is_none());
    assert!(from_bits(List::English, &[], usize::MAX).is_none());
}

#[test]
fn made_phrases_reach_the_whole_list_and_stay_unprinted() {
    let phrase = make_phrase(List::Belarusian, 40_000, &mut system_random());
    let reached: HashSet<u16> = phrase.indices().iter().copied().collect();
    assert_eq!(reached.len(), 2048);
    assert_eq!(format!("{phrase:?}"), "Phrase(..)");
    let eight = make_phrase(List::Russian, 8, &mut system_random());
    assert_eq!(
        parse(&eight.canonical(), 8).unwrap().indices(),
        eight.indices()
    );
}

/// Types a word as another person, keyboard or program might.
fn typed_otherwise(word: &str, list: List, way: u32) -> String {
    use unicode_normalization::UnicodeNormalization;
    let bit = |n: u32| way >> n & 1 == 1;
    let apostrophes = ["'", "’", "ʼ", "`", "´", "′", "‘", ""];
    let mut out = word.replace('\'', apostrophes[(way >> 8 & 7) as usize]);
    if bit(0) {
        out = out.replace('ё', "е");
    }
    if bit(1) {
        out = out.replace('ў', "у").replace('і', "и");
    }
    if bit(2) {
        out = out.nfd().collect();
    }
    if bit(3) {
        out = out.to_uppercase();
    } else if bit(4) {
        let mut letters = out.chars();
        out = letters
            .next()
            .unwrap()
            .to_uppercase()
            .chain(letters)
            .collect();
    }
    if bit(5) {
        let (from, to) = match list {
            List::English => ("aceopxyktbhiACEOPXYKMTBHI", "асеорхуктвніАСЕОРХУКМТВНІ"),
            _ => ("асеорхуктвніАСЕОРХУКМТВНІ", "aceopxyktbhiACEOPXYKMTBHI"),
        };
        let swaps: HashMap<char, char> = from.chars().zip(to.chars()).collect();
        // Not all letters: a keyboard was switched in the middle.
        let swap = |(n, c)| {
            if bit(11 + n as u32 % 16) {
                swaps.get(&c).copied().unwrap_or(c)
            } else {
                c
            }
        };
        out = out.chars().enumerate().map(swap).collect();
    }
    if bit(6) {
        out = format!("“{out}”,");
    }
    out
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn folding_twice_is_folding_once_in_both_scripts(text in "[a-zA-Zа-яА-ЯёЁіІўЎїґ'’\u{301}\u{306} .0-9-]{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn any_text_is_refused_or_read_without_fault(text in "\\PC{0,80}", count in 0usize..10) {
        let _ = parse(&text, count);
    }

    /// The phrase that was written down opens, however it is typed.
    #[test]
    fn attack_49_typed_otherwise_opens(
        id in 1u8..=3,
        words in proptest::collection::vec((0u16..2048, any::<u32>()), 8),
        between in prop_oneof![Just(" "), Just("\n"), Just(" - "), Just("\u{a0}"), Just(", "), Just("-")],
        numbered in any::<bool>(),
    ) {
        let list = List::from_id(id).unwrap();
        let indices: Vec<u16> = words.iter().map(|(index, _)| *index).collect();
        let typed: Vec<String> = words
            .iter()
            .enumerate()
            .map(|(n, (index, way))| {
                let word = typed_otherwise(list.word(*index), list, *way);
                if numbered { format!("{}. {word}", n + 1) } else { word }
            })
            .collect();
        let phrase = parse(&typed.join(between), 8).unwrap();
        prop_assert_eq!(phrase.list(), list);
        let canonical = phrase.canonical();
        prop_assert_eq!(canonical.as_str(), text(&encode(list, &indices)));
    }
}
