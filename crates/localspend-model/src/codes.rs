//! The closed lists of codes that stand in the lake's columns. Text in the lake, enums in Rust.
//!
//! Codes are lower snake case, never renamed once a lake has held them.

/// Declares an enum whose variants are stored as fixed text codes.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            /// Every code, in the order in which it is explained.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The text stored in the lake.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $code),+ }
            }

            /// The code behind a stored text.
            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

codes! {
    /// What became of one physical record (METHOD, section 1).
    Verdict {
        /// A supplier and a readable amount.
        Payment = "payment",
        /// Looks like money, but cannot be trusted or used.
        Rejected = "rejected",
        /// Blank, header, total, preamble, footnote or page number.
        NotPayment = "not_payment",
    }
}

codes! {
    /// Why a record has its verdict. Each has a page in `docs/reasons/`.
    Reason {
        /// A supplier and a readable amount.
        Payment = "payment",
        /// An amount stands without a supplier.
        AmountWithoutSupplier = "amount_without_supplier",
        /// A supplier stands without an amount.
        SupplierWithoutAmount = "supplier_without_amount",
        /// Neither supplier nor amount stands on what is otherwise a line of the ledger.
        LineIncomplete = "line_incomplete",
        /// The amount cell shows `####`: the spreadsheet column was too narrow when it was saved.
        AmountHashed = "amount_hashed",
        /// The amount cell cannot be read as a number.
        AmountUnreadable = "amount_unreadable",
        /// The amount does not fit 16 digits and two decimals.
        AmountTooLarge = "amount_too_large",
        /// The amount column holds references, not money.
        AmountIsReference = "amount_is_reference",
        /// The amount cell holds an Excel error such as `#REF!`.
        AmountError = "amount_error",
        /// The amount cell holds another column's content (a page number, a shifted column).
        AmountMisplaced = "amount_misplaced",
        /// The file has no column that could be a supplier.
        NoSupplierColumn = "no_supplier_column",
        /// The file has no column that could be an amount.
        NoAmountColumn = "no_amount_column",
        /// No cell holds text.
        Blank = "blank",
        /// The header row.
        Header = "header",
        /// The header again, inside the body.
        HeaderRepeated = "header_repeated",
        /// A total or subtotal.
        Total = "total",
        /// Text above the header.
        Preamble = "preamble",
        /// Text below or between the records.
        Footnote = "footnote",
        /// A page number.
        PageNumber = "page_number",
    }
}

codes! {
    /// Something worth knowing about a record that keeps its verdict.
    Flag {
        /// The date cell is empty.
        DateMissing = "date_missing",
        /// The date cell cannot be read.
        DateUnreadable = "date_unreadable",
        /// The date is outside the file's period.
        DateOutsidePeriod = "date_outside_period",
        /// The date fits two orders and only the file's other dates decided.
        DateAmbiguous = "date_ambiguous",
        /// The same organisation, supplier, date, amount and reference stand on another line too.
        PossibleDuplicate = "possible_duplicate",
        /// A byte that was not valid in the file's encoding was read by a fallback.
        BytesReplaced = "bytes_replaced",
        /// The cell text shows signs of an earlier wrong decoding.
        Mojibake = "mojibake",
        /// The amount had more than two decimals and was rounded half-up to the penny.
        Rounded = "rounded",
        /// The record has fewer or more cells than the header.
        Ragged = "ragged",
        /// The supplier name has the length at which this file's names are cut.
        SupplierTruncated = "supplier_truncated",
        /// The supplier's name is withheld by the publisher.
        Redacted = "redacted",
        /// The entity column names another organisation than the configuration does.
        EntityDiffers = "entity_differs",
        /// Supplier and transaction number stood in each other's columns and were exchanged.
        ColumnsExchanged = "columns_exchanged",
        /// The row or its sheet is hidden in the workbook.
        Hidden = "hidden",
        /// The cell holds a formula; its saved value was read.
        Formula = "formula",
    }
}

codes! {
    /// State of a ledger file in the lake.
    FileStatus {
        /// Its lines count.
        Active = "active",
        /// A later file for the same organisation and period replaced it.
        Superseded = "superseded",
        /// It could not be read; its lines, if any, do not count.
        Failed = "failed",
    }
}

codes! {
    /// What a supplier is.
    SupplierKind {
        /// Company on the register of companies.
        Company = "company",
        /// Registered charity.
        Charity = "charity",
        /// Community interest company.
        Cic = "cic",
        /// Partnership, practice or chambers.
        Partnership = "partnership",
        /// NHS body.
        Nhs = "nhs",
        /// Central government body.
        Government = "government",
        /// Local authority.
        LocalAuthority = "local_authority",
        /// A person.
        Individual = "individual",
        /// Body outside the United Kingdom.
        Overseas = "overseas",
        /// Not known.
        Unknown = "unknown",
    }
}

codes! {
    /// How sure the identity behind a ledger's supplier name is.
    MatchStatus {
        /// Above the accept threshold.
        Auto = "auto",
        /// Between the thresholds: a person should look.
        Review = "review",
        /// A person said so.
        Confirmed = "confirmed",
        /// A person refused the candidate.
        Refused = "refused",
        /// No candidate is good enough: a supplier of its own.
        Unmatched = "unmatched",
    }
}

codes! {
    /// Whose money a payment is (METHOD, section 2).
    Scope {
        /// Goods, services, works from an independent supplier.
        ThirdParty = "third_party",
        /// The payee hides the maker.
        Intermediary = "intermediary",
        /// Between public bodies, tax, pensions, payroll, loans.
        Transfer = "transfer",
        /// Resolution, regulator, rates, levies.
        Statutory = "statutory",
        /// Supplied centrally.
        NationalProvision = "national_provision",
        /// PFI or LIFT unitary charge, long lease.
        Locked = "locked",
        /// A person; never named.
        Individual = "individual",
        /// The payee cannot be told.
        Unidentified = "unidentified",
    }
}

codes! {
    /// Where a payment goes, relative to the payer (METHOD, section 3).
    Ring {
        /// The same local authority as one of the payer's sites.
        Place = "place",
        /// The same integrated care system.
        Ics = "ics",
        /// The same region.
        Region = "region",
        /// Elsewhere in the United Kingdom.
        Uk = "uk",
        /// Outside the United Kingdom.
        Overseas = "overseas",
        /// Not known.
        Unknown = "unknown",
    }
}

codes! {
    /// Living-wage status on the payment's date (METHOD, section 5).
    LivingWage {
        /// Accredited living-wage employer.
        Accredited = "accredited",
        /// Recognised service provider: pays its own head office staff, offers a living-wage bid.
        RecognisedProvider = "recognised_provider",
        /// Not on the list on that date.
        NotListed = "not_listed",
        /// The supplier's identity is unsure.
        Unresolved = "unresolved",
    }
}

codes! {
    /// What stands between a base payment and a local supplier (METHOD, section 7), in order of precedence.
    SpendVerdict {
        /// Local under the primary locality.
        Local = "local",
        /// Nobody can say where it went.
        LocationUnknown = "location_unknown",
        /// Not local; what was bought is not known.
        Uncategorised = "uncategorised",
        /// A binding directive stands in the way of a local alternative.
        Blocked = "blocked",
        /// The same, and there is no local alternative.
        BlockedNoAlternative = "blocked_no_alternative",
        /// A recommendation or an unproven trigger points elsewhere.
        Steered = "steered",
        /// Only conditions that cost a small bidder apply.
        Conditioned = "conditioned",
        /// The trust's own choice.
        Movable = "movable",
        /// Nobody local sells it, as far as the evidence goes.
        NoLocalMarket = "no_local_market",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.as_str()), Some(*reason));
        }
        assert_eq!(Verdict::from_code("Payment"), None, "codes are exact: a near miss must not be accepted");
    }
}
