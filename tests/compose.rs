//! Votes, bags, stacks and multiclass rules: against scikit-learn's numbers, and against themselves.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test")]

#[path = "compose/laws.rs"]
mod laws;
#[path = "compose/oracle.rs"]
mod oracle;
#[path = "compose/rules.rs"]
mod rules;
#[path = "compose/titanic.rs"]
mod titanic;
