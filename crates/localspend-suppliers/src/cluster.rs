//! Ids of suppliers that no register knows. An id is a function of one name and nothing else, so that the next quarter's
//! names cannot change it; names that differ only in spelling have one id.

use sha2::{Digest, Sha256};

use crate::kind::Special;
use crate::normalise::{LegalForm, NormalName, skeleton};

/// Part of every hash: a later way of hashing must not collide with this one.
const DOMAIN: &str = "localspend supplier name 1";

/// The text whose hash is the id.
pub fn canonical(cell: &str, name: &NormalName, special: Option<Special>) -> String {
    match special {
        Some(Special::Redacted) => "redacted".to_owned(),
        Some(Special::OwnCode) => format!("code {}", cell.trim()),
        Some(Special::Person) | None if name.is_empty() => format!("cell {}", cell.trim()),
        Some(Special::Person) | None => {
            let bones = skeleton(name);
            match name.form {
                // A name without a form is most often that of the company.
                LegalForm::None | LegalForm::Limited | LegalForm::Plc => bones,
                other => format!("{bones}|{}", other.as_str()),
            }
        }
    }
}

/// The id behind a canonical text.
pub fn id(canonical: &str) -> String {
    let digest = Sha256::new().chain_update(DOMAIN).chain_update([0]).chain_update(canonical).finalize();
    let hex: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("LS-{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::normalise;

    fn id_of(cell: &str) -> String {
        id(&canonical(cell, &normalise(cell), None))
    }

    #[test]
    fn spellings_share_an_id_and_bodies_do_not() {
        assert_eq!(id_of("Quill & Daughters Ltd"), id_of("QUILL AND DAUGHTER LIMITED"));
        assert_eq!(id_of("Quill"), id_of("QUILL LTD"));
        assert_ne!(id_of("Quill LLP"), id_of("Quill Ltd"));
        assert_ne!(id_of("Quill Holdings Ltd"), id_of("Quill Ltd"));
    }

    #[test]
    fn the_id_of_a_name_is_fixed_for_all_time() {
        assert_eq!(id_of("Quill Ltd"), "LS-379a3e6ec998fd4c", "ids in old lakes would point to nothing");
    }
}
