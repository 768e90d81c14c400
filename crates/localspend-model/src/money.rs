//! Exact pounds and pence. A binary float never holds money in this project.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// An amount of sterling, held as a whole number of pence; the value of a `Decimal128(18,2)` cell.
///
/// Sums of [`Money`] are exact: 128 bits hold the sum of more cells of 18 digits than any lake can have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    pence: i128,
}

impl Money {
    /// No money.
    pub const ZERO: Money = Money { pence: 0 };
    /// The largest magnitude a single `Decimal128(18,2)` cell can hold.
    pub const MAX_CELL: Money = Money { pence: 999_999_999_999_999_999 };

    /// An amount from whole pence.
    pub const fn from_pence(pence: i128) -> Money {
        Money { pence }
    }

    /// The amount in whole pence: also the unscaled value of a decimal cell of scale 2.
    pub const fn pence(self) -> i128 {
        self.pence
    }

    /// True when the amount fits one `Decimal128(18,2)` cell.
    pub const fn fits_cell(self) -> bool {
        self.pence.unsigned_abs() <= Money::MAX_CELL.pence.unsigned_abs()
    }

    /// The amount with thousands separators and a pound sign, for people: `-£1,234.50`.
    pub fn display_pounds(self) -> String {
        let magnitude = self.pence.unsigned_abs();
        let whole = (magnitude / 100).to_string();
        let mut grouped = String::with_capacity(whole.len() + whole.len() / 3 + 5);
        if self.pence < 0 {
            grouped.push('-');
        }
        grouped.push('£');
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        grouped.push_str(&format!(".{:02}", magnitude % 100));
        grouped
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.pence.unsigned_abs();
        let sign = if self.pence < 0 { "-" } else { "" };
        write!(formatter, "{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money { pence: self.pence + other.pence }
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money { pence: self.pence - other.pence }
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money { pence: -self.pence }
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pence_below_a_pound_keep_their_leading_zero_and_sign() {
        assert_eq!(Money::from_pence(-5).to_string(), "-0.05");
        assert_eq!(Money::from_pence(-5).display_pounds(), "-£0.05");
    }

    #[test]
    fn thousands_are_grouped_for_people_only() {
        assert_eq!(Money::from_pence(123_456_789).display_pounds(), "£1,234,567.89");
        assert_eq!(Money::from_pence(123_456_789).to_string(), "1234567.89");
        assert_eq!(Money::from_pence(100_000).display_pounds(), "£1,000.00");
    }
}
