//! One spelling of letters: upper case, no accents, no punctuation, single spaces. Nothing about meaning is decided here.

/// The ASCII letters that stand for an accented Latin letter.
fn plain(character: char) -> &'static str {
    match character {
        'À'..='Å' | 'à'..='å' | 'Ā' | 'ā' | 'Ă' | 'ă' | 'Ą' | 'ą' => "A",
        'Æ' | 'æ' => "AE",
        'Ç' | 'ç' | 'Ć'..='č' => "C",
        'Ď'..='đ' | 'Ð' | 'ð' => "D",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "E",
        'Ĝ'..='ģ' => "G",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "I",
        'Ł' | 'ł' | 'Ĺ'..='ŀ' => "L",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "N",
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' => "O",
        'Œ' | 'œ' => "OE",
        'Ŕ'..='ř' => "R",
        'Ś'..='š' => "S",
        'ß' => "SS",
        'Ţ'..='ŧ' => "T",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "U",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "Y",
        'Ź'..='ž' => "Z",
        _ => "",
    }
}

/// True for the marks that people type for an apostrophe: they join letters, they do not part them.
fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '`' | '´' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}')
}

/// Appends the folded form of `text` to `folded`: tokens of `A-Z0-9` parted by single spaces.
pub fn fold_into(text: &str, folded: &mut String) {
    let start = folded.len();
    let mut gap = false;
    for character in text.chars() {
        // Nearly all are plain letters.
        if character.is_ascii_alphanumeric() {
            part(folded, start, gap);
            folded.push(character.to_ascii_uppercase());
            gap = false;
            continue;
        }
        if character == ' ' || is_apostrophe(character) {
            gap |= character == ' ';
            continue;
        }
        let letters = match character {
            '&' | '+' => "AND",
            other => plain(other),
        };
        if letters == "AND" {
            part(folded, start, true);
            folded.push_str(letters);
            gap = true;
        } else if letters.is_empty() {
            gap = true;
        } else {
            part(folded, start, gap);
            folded.push_str(letters);
            gap = false;
        }
    }
}

/// Writes the space between two tokens, where there is a gap and something before it.
fn part(folded: &mut String, start: usize, gap: bool) {
    if gap && folded.len() > start {
        folded.push(' ');
    }
}

/// The folded form of `text`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_punctuation_do_not_make_another_supplier() {
        assert_eq!(fold("St Anselm'S  Café & Co.\u{a0}(UK)"), "ST ANSELMS CAFE AND CO UK");
        assert_eq!(fold("Brightwell+Sons"), "BRIGHTWELL AND SONS");
        assert_eq!(fold("  "), "");
        assert_eq!(fold("日本"), "");
    }
}
