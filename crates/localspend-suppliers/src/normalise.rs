//! From a name as it is written to the form in which names are compared. Says what a name is called, its legal form and
//! its other names; does not say whose name it is.

pub mod codes;
pub mod fold;
pub mod forms;
pub mod parts;
pub mod spellings;
pub mod variants;

use std::borrow::Cow;

pub use forms::LegalForm;

/// A name in comparable form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct NormalName {
    /// Tokens parted by spaces: abbreviations written out, without `THE` at either end, without the legal form.
    pub key: String,
    /// The legal form that the name shows.
    pub form: LegalForm,
}

impl NormalName {
    /// True when nothing is left to compare.
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    /// The tokens of the key.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.key.split(' ').filter(|token| !token.is_empty())
    }
}

/// Notes at the end of a name that say nothing about who it is: tax scheme, insolvency.
const NOTES: &[&[&str]] =
    &[&["IN", "ADMINISTRATION"], &["IN", "LIQUIDATION"], &["IN", "RECEIVERSHIP"], &["CIS"], &["CIS4"], &["CIS5"], &["CIS6"]];

/// Brings one name into comparable form.
pub fn normalise(name: &str) -> NormalName {
    let folded = fold::fold(name);
    let joined = join_letters(folded.split(' ').filter(|token| !token.is_empty()).map(repair));
    let mut tokens: Vec<&str> = joined.iter().map(Cow::as_ref).collect();
    trim_notes(&mut tokens);
    trim_the(&mut tokens);
    let (mut form, length) = forms::ending(&tokens);
    tokens.truncate(tokens.len() - length);
    trim_notes(&mut tokens);
    trim_the(&mut tokens);
    if form == LegalForm::None {
        // `GROUP LTD THE` and `LIMITED CIS5` show the form only once the notes are gone.
        let (second, length) = forms::ending(&tokens);
        form = second;
        tokens.truncate(tokens.len() - length);
        trim_the(&mut tokens);
    }
    let mut key = String::with_capacity(folded.len() + 8);
    for (at, token) in tokens.iter().enumerate() {
        let quarter = tokens.get(at + 1).and_then(|next| spellings::quarter(token, next));
        match (spellings::expand(token), quarter) {
            (Some(words), _) => words.iter().for_each(|word| push_token(&mut key, word)),
            (None, Some(word)) => push_token(&mut key, word),
            (None, None) => push_token(&mut key, token),
        }
    }
    NormalName { key, form }
}

fn push_token(key: &mut String, token: &str) {
    if !key.is_empty() {
        key.push(' ');
    }
    key.push_str(token);
}

fn trim_notes(tokens: &mut Vec<&str>) {
    while let Some(note) = NOTES.iter().find(|note| note.len() < tokens.len() && tokens.ends_with(note)) {
        tokens.truncate(tokens.len() - note.len());
    }
}

fn trim_the(tokens: &mut Vec<&str>) {
    if tokens.len() > 1 && tokens.first() == Some(&"THE") {
        tokens.remove(0);
    }
    if tokens.len() > 1 && tokens.last() == Some(&"THE") {
        tokens.pop();
    }
}

/// Undoes a known damage: a mis-decoded no-break space leaves `AA` at the end of a token. No English word ends so.
fn repair(token: &str) -> &str {
    token.strip_suffix("AA").filter(|rest| rest.len() > 1).unwrap_or(token)
}

/// True for a folded cell with that damage: its name was read into it, so a person should see what is made of it.
pub fn is_damaged(folded: &str) -> bool {
    folded.split(' ').any(|token| token.strip_suffix("AA").is_some_and(|rest| rest.len() > 1))
}

/// Joins runs of single letters (`W L GORE`, `U.K.`) and the `S` that an apostrophe left alone.
fn join_letters<'a>(tokens: impl Iterator<Item = &'a str>) -> Vec<Cow<'a, str>> {
    let is_letter = |token: &str| token.len() == 1 && token.as_bytes()[0].is_ascii_alphabetic();
    let mut joined: Vec<Cow<'a, str>> = Vec::with_capacity(8);
    let mut in_run = false;
    for token in tokens {
        match joined.last_mut() {
            Some(last) if in_run && is_letter(token) => last.to_mut().push_str(token),
            Some(last) if token == "S" && last.len() > 2 && last != "AND" => last.to_mut().push('S'),
            _ => {
                in_run = is_letter(token);
                joined.push(Cow::Borrowed(token));
                continue;
            }
        }
    }
    joined
}

/// The key by which spellings of one unmatched name meet: sorted tokens, without little words, plurals cut. It depends
/// on the name alone, so that a supplier's id never depends on which other names are in the lake.
pub fn skeleton(name: &NormalName) -> String {
    let mut tokens: Vec<&str> =
        name.tokens().filter(|token| !matches!(*token, "AND" | "OF" | "THE" | "FOR" | "UK")).map(singular).collect();
    if tokens.is_empty() {
        tokens = name.tokens().collect();
    }
    tokens.sort_unstable();
    tokens.join(" ")
}

/// The token without a plural `S`.
fn singular(token: &str) -> &str {
    match token.strip_suffix('S') {
        Some(stem) if stem.len() > 3 && !stem.ends_with('S') => stem,
        _ => token,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> String {
        normalise(name).key
    }

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for spelling in ["W L Pember & Sons Ltd", "W.L. PEMBER AND SONS LIMITED", "THE WL PEMBER & SONS LTD CIS5"] {
            assert_eq!(key(spelling), "WL PEMBER AND SONS", "{spelling}");
        }
        assert_eq!(key("ST ANSELM S HOSP (THE)"), "ST ANSELMS HOSPITAL");
        assert_eq!(key("S YORKS QUILLS"), "SOUTH YORKSHIRE QUILLS");
        assert_eq!(key("W Quill Joinery"), "W QUILL JOINERY", "an initial is no quarter");
        assert_eq!(key("DUNMOREAA CAREAA HOMESAA LIMITED"), "DUNMORE CARE HOMES");
        assert!(is_damaged("DUNMOREAA CARE") && !is_damaged("AA CARE") && !is_damaged("DUNMORE"));
    }

    #[test]
    fn the_form_is_kept_apart_because_it_tells_bodies_apart() {
        assert_eq!(normalise("Quill LLP").form, LegalForm::Llp);
        assert_eq!(normalise("Quill C.I.C.").form, LegalForm::Cic);
        assert_eq!(normalise("Quill").form, LegalForm::None);
    }

    #[test]
    fn skeleton_forgets_order_plurals_and_little_words() {
        assert_eq!(skeleton(&normalise("School of Dunmore")), skeleton(&normalise("DUNMORE SCHOOLS")));
        assert_ne!(skeleton(&normalise("Quill Holdings")), skeleton(&normalise("Quill")), "a holding is another body");
    }
}
