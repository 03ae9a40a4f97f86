//! Names in Latin letters, as people write them in addresses and, now and then, in lists.

/// What is written for a Cyrillic letter, in either language.
fn letter(c: char) -> &'static str {
    match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ё' => "io",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'й' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ы' => "y",
        'ю' => "iu",
        'я' => "ia",
        _ => "",
    }
}

/// A name in small Latin letters.
pub(crate) fn small(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(letter)
        .collect()
}

/// A name in Latin letters, as on a passport.
pub(crate) fn passport(name: &str) -> String {
    let words = name.split_inclusive(['-', ' ']).map(|word| {
        let mut letters = small(word);
        if let Some(first) = letters.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let between = word.chars().last().filter(|c| "- ".contains(*c));
        letters.extend(between);
        letters
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_latin() {
        assert_eq!(passport("Ціханоўская"), "Tsikhanouskaia");
        assert_eq!(passport("Дунін-Марцінкевіч"), "Dunin-Martsinkevich");
        assert_eq!(small("Щербакова"), "shcherbakova");
    }
}
