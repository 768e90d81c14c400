//! UK postcodes in their one written form.

/// The canonical spelling (`AB1 2CD`) of a full UK postcode, whatever its case, spaces and dashes; `None` when `text` is
/// not shaped like one. The letter O and the digit 0, and I and 1, are exchanged where the position allows only one.
pub fn canonical(text: &str) -> Option<String> {
    let mut plain: Vec<char> = text
        .chars()
        .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '\u{2010}'..='\u{2015}' | '.' | ','))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    if !(5..=7).contains(&plain.len()) {
        return None;
    }
    let inward = plain.len() - 3;
    plain[inward] = match plain[inward] {
        'O' => '0',
        'I' => '1',
        other => other,
    };
    // Areas begin with a letter and no district of two digits begins with 0: there it is the letter, as in `YO7`.
    if inward > 2 && plain[1] == '0' && plain[2].is_ascii_digit() {
        plain[1] = 'O';
    }
    let inward_ok =
        plain[inward].is_ascii_digit() && plain[inward + 1..].iter().all(|c| c.is_ascii_uppercase() && !"CIKMOV".contains(*c));
    (inward_ok && outward_ok(&plain[..inward])).then(|| {
        let (out, inn): (String, String) = (plain[..inward].iter().collect(), plain[inward..].iter().collect());
        format!("{out} {inn}")
    })
}

/// The shapes of an outward code: A9, A99, A9A, AA9, AA99, AA9A; and the two that had another: Girobank, and Newport before
/// its area was divided, which the directory still places.
fn outward_ok(outward: &[char]) -> bool {
    let shape: String = outward
        .iter()
        .map(|c| match c {
            'A'..='Z' => 'A',
            '0'..='9' => '9',
            _ => '?',
        })
        .collect();
    matches!(shape.as_str(), "A9" | "A99" | "A9A" | "AA9" | "AA99" | "AA9A")
        || matches!(outward, ['G', 'I', 'R'] | ['N', 'P', 'T'])
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn every_valid_spelling_has_one_form() {
        for spelling in ["SW1A 1AA", "sw1a1aa", " SW1A  1AA ", "SW1A\u{a0}1AA", "SW1A IAA", "SW1A-1AA", "SW1A 1AA."] {
            assert_eq!(canonical(spelling).as_deref(), Some("SW1A 1AA"), "{spelling}");
        }
        assert_eq!(canonical("m1 1ae").as_deref(), Some("M1 1AE"));
        assert_eq!(canonical("Y07 3RL").as_deref(), Some("YO7 3RL"));
        assert_eq!(canonical("M20 3RL").as_deref(), Some("M20 3RL"), "a digit that may stand there stays");
        assert_eq!(canonical("GIR 0AA").as_deref(), Some("GIR 0AA"));
        assert_eq!(canonical("NPT0AD").as_deref(), Some("NPT 0AD"), "a postcode no longer in use still locates");
    }

    #[test]
    fn partial_and_wrong_ones_are_not_postcodes() {
        for text in ["SW1A", "", "12345", "SW1A 1CA", "LONDON", "S?1 1AA", "ÅB1 2DE"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
