//! Prints one digest a kind of stage: what every variant of it is stored as when it is fitted here, which must
//! be the same in twenty orders of its rows and, where it learns from parts, from twenty partitions.

use std::collections::BTreeMap;
use std::io;

use steadfast::Learn;
use steadfast::artifact::{Refit, Stage};
use steadfast::contract::{Contract, Violation};
use steadfast::pipeline::{Fit, PartialFit};

use digest::Report;

#[path = "../digest.rs"]
#[allow(dead_code, reason = "the other program of this package uses the rest")]
mod digest;

/// The very recipes and rows that the contract battery holds to its laws.
#[path = "../../../stages/mod.rs"]
mod stages;

/// The stored bytes of each kind, one variant after another, and what broke.
#[derive(Default)]
struct Refits {
    stored: BTreeMap<&'static str, Vec<Vec<u8>>>,
    broken: Option<Violation>,
}

impl Refits {
    fn keep<S: Stage>(&mut self, stored: Result<Vec<u8>, Violation>) {
        match stored {
            Ok(bytes) => self.stored.entry(S::KIND).or_default().push(bytes),
            Err(violation) => self.broken = self.broken.take().or(Some(violation)),
        }
    }
}

impl stages::Visitor for Refits {
    fn hold<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y, row_order: Option<&str>)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        // A fit that depends on the order of its rows has nothing to prove here.
        if row_order.is_none() {
            match recipe.fit(x, y) {
                Ok(fitted) if fitted.refit() != Refit::Exact => {}
                _ => self.keep::<R::Fitted>(Contract::new(recipe, x, y).refit()),
            }
        }
    }

    fn hold_partial<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        Y: Learn,
        R: PartialFit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.keep::<R::Fitted>(Contract::new(recipe, x, y).refit_partial());
    }
}

fn main() -> io::Result<()> {
    let mut refits = Refits::default();
    stages::every(&mut refits).map_err(|error| io::Error::other(error.to_string()))?;
    if let Some(violation) = refits.broken {
        return Err(io::Error::other(violation.to_string()));
    }
    let mut report = Report::new(io::stdout().lock(), None);
    for (kind, variants) in refits.stored {
        report.case(&format!("refit/{kind}"), |digest| {
            variants.iter().for_each(|bytes| digest.bytes(bytes));
        });
    }
    report.finish()
}
