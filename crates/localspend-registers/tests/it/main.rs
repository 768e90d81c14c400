//! The registers as a caller sees them: one binary for all tests on files.

#[cfg(test)]
mod directives;
#[cfg(test)]
mod layouts;
#[cfg(test)]
mod shared;
