//! How alike two texts are, letter by letter. Bytes only: names are folded to ASCII before they come here.

/// True when one letter more, less or other, or two neighbours exchanged, makes one word of the other.
pub fn within_one_slip(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (rest_short, rest_long) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return rest_short == &rest_long[1..];
    }
    match (rest_short, rest_long) {
        ([], []) => true,
        ([_, tail_a @ ..], [_, tail_b @ ..]) if tail_a == tail_b => true,
        ([p, q, tail_a @ ..], [r, s, tail_b @ ..]) => p == s && q == r && tail_a == tail_b,
        _ => false,
    }
}

/// Jaro-Winkler similarity, 0 to 1. Letters past the 64th are not looked at: names are not longer in practice.
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f32 {
    let (a, b) = (&a[..a.len().min(64)], &b[..b.len().min(64)]);
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    // Places of each letter in `b`, a bit each: the first free one within reach is found in one step. Six bits tell folded
    // letters and digits apart.
    let mut places = [0u64; 64];
    for (at, letter) in b.iter().enumerate() {
        places[usize::from(letter & 63)] |= 1 << at;
    }
    // The places within reach of the first letter; they move on with each letter. Half of 64 is the farthest.
    let mut window = (2u64 << reach) - 1;
    let (mut taken_a, mut taken_b) = (0u64, 0u64);
    for (at, letter) in a.iter().enumerate() {
        let free = places[usize::from(letter & 63)] & window & !taken_b;
        taken_a |= u64::from(free != 0) << at;
        taken_b |= free & free.wrapping_neg();
        window = window << 1 | u64::from(at < reach);
    }
    let matches = taken_a.count_ones() as f32;
    if matches == 0.0 {
        return 0.0;
    }
    let (mut left, mut right, mut out_of_order) = (taken_a, taken_b, 0u32);
    while left != 0 && right != 0 {
        let (x, y) = (a.get(left.trailing_zeros() as usize), b.get(right.trailing_zeros() as usize));
        out_of_order += u32::from(x != y);
        left &= left - 1;
        right &= right - 1;
    }
    let swapped = out_of_order as f32 / 2.0;
    let jaro = (matches / a.len() as f32 + matches / b.len() as f32 + (matches - swapped) / matches) / 3.0;
    let common = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count() as f32;
    jaro + common * 0.1 * (1.0 - jaro)
}

/// The three-letter runs of a text, sorted; ends are marked.
pub fn trigrams(text: &[u8], runs: &mut Vec<u32>) {
    runs.clear();
    let padded = |at: usize| -> u32 { at.checked_sub(1).and_then(|at| text.get(at)).map_or(u32::from(b'_'), |b| u32::from(*b)) };
    for at in 0..text.len() {
        runs.push(padded(at) << 16 | padded(at + 1) << 8 | padded(at + 2));
    }
    runs.sort_unstable();
}

/// Calls `found` with each run of two sorted lists, and with true where both have it. Which list is ahead cannot be foreseen,
/// so no branch depends on it.
pub fn merge(a: &[u32], b: &[u32], mut found: impl FnMut(u32, bool)) {
    let (mut i, mut j) = (0, 0);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        found(*left, left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
}

/// Dice overlap of two sorted lists of runs, 0 to 1.
pub fn dice(a: &[u32], b: &[u32]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut common = 0u32;
    merge(a, b, |_, both| common += u32::from(both));
    2.0 * common as f32 / (a.len() + b.len()) as f32
}

/// Letters that two texts begin with alike.
pub fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| x == y).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one_slip() {
        for (a, b) in [("QUILL", "QUIL"), ("QUILL", "QUIILL"), ("QUILL", "QUELL"), ("QUILL", "QULIL"), ("QUILL", "QUILL")] {
            assert!(within_one_slip(a.as_bytes(), b.as_bytes()), "{a} {b}");
            assert!(within_one_slip(b.as_bytes(), a.as_bytes()), "{b} {a}");
        }
        for (a, b) in [("QUILL", "QUI"), ("QUILL", "QEELL"), ("", "AB"), ("ABCD", "DCBA")] {
            assert!(!within_one_slip(a.as_bytes(), b.as_bytes()), "{a} {b}");
        }
    }

    #[test]
    fn likeness_is_symmetric_and_bounded() {
        let (a, b) = (b"DUNMORE SURGERY".as_slice(), b"DUNMOORE SURGARY".as_slice());
        assert!(jaro_winkler(a, b) > 0.9 && jaro_winkler(a, a) > 0.999 && jaro_winkler(a, b"") == 0.0);
        assert!((jaro_winkler(a, b) - jaro_winkler(b, a)).abs() < 1e-6);
        // The examples of Winkler's papers.
        let published: [(&[u8], &[u8], f32); 3] =
            [(b"MARTHA", b"MARHTA", 0.9611), (b"DIXON", b"DICKSONX", 0.8133), (b"DWAYNE", b"DUANE", 0.84)];
        for (a, b, expected) in published {
            assert!((jaro_winkler(a, b) - expected).abs() < 1e-4, "{}", jaro_winkler(a, b));
        }
        let (mut x, mut y) = (Vec::new(), Vec::new());
        trigrams(a, &mut x);
        trigrams(b, &mut y);
        assert!((dice(&x, &x) - 1.0).abs() < 1e-6 && dice(&x, &y) < 1.0 && dice(&x, &[]) == 0.0);
    }
}
