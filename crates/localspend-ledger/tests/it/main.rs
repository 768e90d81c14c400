//! Tests of the whole reader through its public functions: real files where they are there, invented ones always.

#[cfg(test)]
#[path = "../bodies/mod.rs"]
mod bodies;
#[cfg(test)]
mod check;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reasons;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod support;
#[cfg(test)]
mod traps;
#[cfg(test)]
mod whole_folders;
