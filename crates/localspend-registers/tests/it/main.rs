//! The registers as a caller sees them: one binary for all tests on files.

#[cfg(test)]
mod directives;
#[cfg(test)]
mod editions;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod layouts;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod suppliers;
#[cfg(test)]
mod vintages;
