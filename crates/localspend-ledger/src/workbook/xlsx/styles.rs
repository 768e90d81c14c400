//! The number formats of an XLSX workbook: what each cell style does with a number. Fonts and colours are not read.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use crate::Error;
use crate::cell::NumberUse;
use crate::workbook::number_format;
use crate::workbook::package::Package;
use crate::workbook::xml::{attribute, number_attribute};

/// What each cell style, by number, does with a number.
pub(crate) fn read(package: &mut Package<'_>, part: Option<&str>) -> Result<Vec<NumberUse>, Error> {
    let mut uses = Vec::new();
    let Some(part) = part else { return Ok(uses) };
    let Some(mut xml) = package.xml(part)? else { return Ok(uses) };
    let mut own = BTreeMap::new();
    let mut style_formats = Vec::new();
    let mut in_cell_styles = false;
    let mut buffer = Vec::new();
    loop {
        match xml.next(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) =
                        (number_attribute::<u32>(&element, "numFmtId"), attribute(&element, "formatCode"))
                    {
                        own.entry(id).or_insert_with(|| number_format::of_code(&code));
                    }
                }
                "cellXfs" => in_cell_styles = true,
                "xf" if in_cell_styles => style_formats.push(number_attribute::<u32>(&element, "numFmtId").unwrap_or(0)),
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => in_cell_styles = false,
            Event::Eof => break,
            _ => {}
        }
    }
    uses.extend(style_formats.into_iter().map(|id| number_format::of_id(id, &own)));
    Ok(uses)
}
