//! Columns in every width and encoding an engine may choose.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Decimal256Array, DictionaryArray, Float32Array, Float64Array, Int32Array,
    LargeStringArray, ListBuilder, StringBuilder, StringViewArray, TimestampSecondArray, UInt64Array,
};
use arrow::datatypes::{Int32Type, i256};
use proptest::prelude::*;

use super::*;

fn rows(columns: Vec<(&str, ArrayRef)>) -> Rows {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    Rows::load("invented", &batch, &vec![true; batch.num_rows()].into()).unwrap()
}

fn one(array: ArrayRef) -> Rows {
    rows(vec![("x", array)])
}

#[test]
fn text_is_text_in_any_encoding() {
    let dictionary: DictionaryArray<Int32Type> = ["Môr"].into_iter().collect();
    let arrays: [ArrayRef; 4] = [
        Arc::new(StringArray::from(vec!["Môr"])),
        Arc::new(LargeStringArray::from(vec!["Môr"])),
        Arc::new(StringViewArray::from(vec!["Môr"])),
        Arc::new(dictionary),
    ];
    for array in arrays {
        let kind = array.data_type().clone();
        assert_eq!(one(array).row(0).text("x"), Some("Môr"), "{kind} lost its text");
    }
}

#[test]
fn lists_read_as_people_write_them() {
    let mut list = ListBuilder::new(StringBuilder::new());
    list.append_value([Some("a"), Some("b")]);
    assert_eq!(one(Arc::new(list.finish())).row(0).text("x"), Some("a; b"));
}

#[test]
fn pounds_are_exact_whatever_the_width_and_never_come_from_floats() {
    let narrow: ArrayRef = Arc::new(Decimal128Array::from(vec![-12_345]).with_precision_and_scale(9, 2).unwrap());
    let wide: ArrayRef = Arc::new(Decimal256Array::from(vec![i256::from_i128(-12_345)]).with_precision_and_scale(60, 2).unwrap());
    let whole: ArrayRef = Arc::new(Decimal128Array::from(vec![-123]).with_precision_and_scale(9, 0).unwrap());
    assert_eq!(one(narrow).row(0).money("x"), Some(Money::from_pence(-12_345)));
    assert_eq!(one(wide).row(0).money("x"), Some(Money::from_pence(-12_345)));
    assert_eq!(one(whole).row(0).money("x"), Some(Money::from_pence(-12_300)));
    assert_eq!(one(Arc::new(Float64Array::from(vec![1.1]))).row(0).money("x"), None, "a float is not money");
}

#[test]
fn counts_shares_dates_and_nulls_keep_their_kind() {
    let date = Date32Array::from(vec![Some(20_000)]);
    let table = rows(vec![
        ("count", Arc::new(UInt64Array::from(vec![7])) as ArrayRef),
        ("small", Arc::new(Int32Array::from(vec![None])) as ArrayRef),
        ("share", Arc::new(Float32Array::from(vec![0.5])) as ArrayRef),
        ("odd", Arc::new(Float64Array::from(vec![f64::NAN])) as ArrayRef),
        ("date", Arc::new(date) as ArrayRef),
        ("moment", Arc::new(TimestampSecondArray::from(vec![0]).with_timezone("UTC")) as ArrayRef),
    ]);
    let row = table.row(0);
    assert_eq!((row.whole("count"), row.whole("small"), row.number("share")), (Some(7), None, Some(0.5)));
    assert_eq!(row.number("odd"), None, "a share that is not a number is not a share");
    assert_eq!(row.number("absent"), None);
    assert_eq!(table.cell(4, 0), Cell::Date(NaiveDate::from_ymd_opt(2024, 10, 4).unwrap()));
    assert_eq!(table.cell(5, 0), Cell::Moment(DateTime::UNIX_EPOCH));
    assert_eq!(table.cell(9, 9), Cell::Null);
}

#[test]
fn a_table_without_columns_or_rows_is_a_table() {
    assert_eq!(Rows::load("empty", &RecordBatch::new_empty(Arc::new(Schema::empty())), &vec![true; 0].into()).unwrap().len(), 0);
    assert_eq!(one(Arc::new(StringArray::from(Vec::<&str>::new()))).len(), 0);
}

proptest! {
    #[test]
    fn rows_come_in_one_order_whatever_order_they_arrive_in(mut values in prop::collection::vec((any::<Option<String>>(), any::<i32>()), 0..20)) {
        let table = |values: &[(Option<String>, i32)]| {
            let texts: StringArray = values.iter().map(|(text, _)| text.clone()).collect();
            let numbers: Decimal128Array = values.iter().map(|(_, number)| Some(i128::from(*number))).collect();
            let batch = rows(vec![("t", Arc::new(texts) as ArrayRef), ("n", Arc::new(numbers.with_precision_and_scale(28, 2).unwrap()) as ArrayRef)]);
            batch.batch().clone()
        };
        let before = table(&values);
        values.reverse();
        prop_assert_eq!(before, table(&values));
    }
}
