//! Decimals on the wire, every digit kept: as text, and as Postgres' groups of four digits.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Decimal128Type, Decimal256Type};
use bytes::{BufMut, BytesMut};
use pgwire::types::ToSqlText;
use pgwire::types::format::FormatOptions;
use postgres_types::{IsNull, ToSql, Type};

type Failure = Box<dyn std::error::Error + Sync + Send>;

/// A decimal as its digits, `-1234.50`.
#[derive(Debug, PartialEq, Eq)]
pub struct Numeric(String);

impl Numeric {
    /// The value of a row; `None` where there is none or the column holds no decimals.
    pub fn of(column: &ArrayRef, row: usize) -> Option<Numeric> {
        if column.is_null(row) {
            return None;
        }
        match column.data_type() {
            DataType::Decimal128(..) => Some(Numeric(column.as_primitive::<Decimal128Type>().value_as_string(row))),
            DataType::Decimal256(..) => Some(Numeric(column.as_primitive::<Decimal256Type>().value_as_string(row))),
            _ => None,
        }
    }
}

impl ToSqlText for Numeric {
    fn to_sql_text(&self, _: &Type, out: &mut BytesMut, _: &FormatOptions) -> Result<IsNull, Failure> {
        out.put_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

impl ToSql for Numeric {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Failure> {
        let (negative, digits) = self.0.strip_prefix('-').map_or((false, self.0.as_str()), |digits| (true, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let scale = part.len();
        let whole = format!("{}{whole}", "0".repeat((4 - whole.len() % 4) % 4));
        let part = format!("{part}{}", "0".repeat((4 - part.len() % 4) % 4));
        let mut weight = i16::try_from(whole.len() / 4)? - 1;
        let all = format!("{whole}{part}");
        let groups = (0..all.len()).step_by(4).map(|from| all[from..from + 4].parse::<i16>());
        let mut groups = groups.collect::<Result<Vec<_>, _>>()?;
        let leading = groups.iter().take_while(|group| **group == 0).count();
        groups.drain(..leading);
        weight -= i16::try_from(leading)?;
        while groups.last() == Some(&0) {
            groups.pop();
        }
        if groups.is_empty() {
            weight = 0;
        }
        out.put_i16(i16::try_from(groups.len())?);
        out.put_i16(weight);
        out.put_u16(if negative && !groups.is_empty() { 0x4000 } else { 0 });
        out.put_u16(u16::try_from(scale)?);
        groups.into_iter().for_each(|group| out.put_i16(group));
        Ok(IsNull::No)
    }

    fn accepts(kind: &Type) -> bool {
        *kind == Type::NUMERIC
    }

    postgres_types::to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binary(text: &str) -> Vec<u8> {
        let mut out = BytesMut::new();
        Numeric(text.to_owned()).to_sql(&Type::NUMERIC, &mut out).unwrap();
        out.to_vec()
    }

    /// What Postgres 15 itself sends for these values; a digit that is off is a pound that is off.
    #[test]
    fn the_bytes_are_those_of_postgres() {
        assert_eq!(binary("0.00"), [0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(binary("-1234.50"), [0, 2, 0, 0, 0x40, 0, 0, 2, 4, 210, 0x13, 0x88]);
        assert_eq!(binary("10000"), [0, 1, 0, 1, 0, 0, 0, 0, 0, 1]);
        assert_eq!(binary("0.00001234"), [0, 1, 0xff, 0xfe, 0, 0, 0, 8, 4, 210]);
        assert_eq!(binary("123456789"), [0, 3, 0, 2, 0, 0, 0, 0, 0, 1, 9, 41, 26, 133]);
    }
}
