//! The order of names where Belarusian, Russian and Latin stand side by side.

/// Letters by weight; those on one line of the alphabet stand together.
const ALPHABET: &str =
    "аАбБвВгГґҐдДеЕёЁжЖзЗиИіІїЇйЙкКлЛмМнНоОпПрРсСтТуУўЎфФхХцЦчЧшШщЩъЪыЫьЬэЭєЄюЮяЯ";

/// A key that sorts as people expect: Cyrillic, Latin, digits, the rest; case and punctuation apart. The nameless last.
pub(crate) fn sort_key(name: &str) -> Box<[u8]> {
    let mut key: Vec<u8> = Vec::with_capacity(name.len() / 2 + 1);
    for c in name.chars() {
        match c {
            ' ' | '-' => key.push(1),
            'a'..='z' => key.push(0x80 + (c as u8 - b'a')),
            'A'..='Z' => key.push(0x80 + (c as u8 - b'A')),
            '0'..='9' => key.push(0xc0 + (c as u8 - b'0')),
            '\u{400}'..='\u{4ff}' => key.push(cyrillic(c)),
            c if c.is_alphanumeric() => {
                // After everything with a place of its own, by code.
                key.push(0xf0);
                let mut buffer = [0; 4];
                key.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            }
            _ => {}
        }
    }
    if key.is_empty() {
        key.push(0xff);
    }
    key.into_boxed_slice()
}

fn cyrillic(c: char) -> u8 {
    let at = ALPHABET
        .chars()
        .position(|letter| letter == c)
        .map_or(100, |at| at / 2);
    // і sorts with и: Іваноў beside Иванов.
    let at = if matches!(c, 'і' | 'І' | 'ї' | 'Ї') {
        11
    } else {
        at
    };
    0x10 + u8::try_from(at).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn both_alphabets_side_by_side() {
        let names = [
            "Абрамаў",
            "Ёлкин",
            "Жук",
            "Иванов",
            "ИВАНОВ Олег",
            "Іваноў Алег",
            "Ўласаў",
            "Ясень",
            "Adam",
            "zoe",
            "+375",
            "",
        ];
        let mut sorted = names;
        sorted.sort_by_key(|name| sort_key(name));
        assert_eq!(sorted, names);
    }
}
