//! Tests of the whole reader through its public functions: real files where they are there, invented ones always.

#[cfg(test)]
mod golden;
#[cfg(test)]
mod support;
