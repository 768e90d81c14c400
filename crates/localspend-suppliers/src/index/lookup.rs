//! A sorted list of (hash, number): many small answers to "who has this?", without an allocation for each key.

/// Numbers by the hash of a key. A hash may stand for several keys: whoever asks must check.
#[derive(Debug, Default)]
pub struct Lookup {
    sorted: Vec<(u32, u32)>,
    /// Where each value of the upper sixteen bits begins.
    starts: Vec<u32>,
}

impl Lookup {
    /// Sorts the entries.
    pub fn new(mut entries: Vec<(u32, u32)>) -> Lookup {
        entries.sort_unstable();
        entries.dedup();
        let mut starts = vec![0u32; (1 << 16) + 1];
        for (key, _) in &entries {
            if let Some(count) = starts.get_mut((key >> 16) as usize + 1) {
                *count += 1;
            }
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        entries.shrink_to_fit();
        Lookup { sorted: entries, starts }
    }

    /// The numbers under a hash.
    pub fn find(&self, key: u32) -> impl Iterator<Item = u32> + '_ {
        let bucket = (key >> 16) as usize;
        let bound = |at: usize| self.starts.get(at).copied().unwrap_or(0) as usize;
        let entries = self.sorted.get(bound(bucket)..bound(bucket + 1)).unwrap_or(&[]);
        let from = entries.partition_point(|(hash, _)| *hash < key);
        entries.get(from..).unwrap_or(&[]).iter().take_while(move |(hash, _)| *hash == key).map(|(_, number)| *number)
    }
}

/// 32 bits of the hash of a text.
pub fn short_hash(text: &str) -> u32 {
    let full = crate::exact::hash(text);
    (full ^ (full >> 32)) as u32
}
