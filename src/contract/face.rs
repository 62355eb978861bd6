//! What a stage says of itself.

use super::law::{Law, Violation};
use super::{Checked, Subject, guarded};
use crate::artifact::codec::{Node, to_node};
use crate::artifact::{Portable, Stage, sketch};

/// What the combinators are called in a file.
const COMBINATORS: [&str; 9] = [
    "on",
    "join",
    "on_target",
    "cross_fit",
    "per_group",
    "vote",
    "bag",
    "one_vs_rest",
    "one_vs_one",
];

impl<S: Stage> Subject<'_, S> {
    pub(super) fn face(&self, checked: &mut Checked) -> Result<(), Violation> {
        kind_form(S::KIND).map_err(|problem| self.broken(Law::KindForm, problem))?;
        let nothing = |what: &str| self.broken(Law::Speaks, format!("{what} says nothing"));
        for (what, text) in [
            ("Debug of the stage", format!("{:?}", self.fitted)),
            ("Debug of the recipe", format!("{:?}", self.recipe)),
            ("the outline", sketch(&self.fitted).to_string()),
        ] {
            if text.trim().is_empty() {
                return Err(nothing(what));
            }
        }
        let state = to_node(self.fitted.state()).map_err(|e| self.broken(Law::RoundTrip, e))?;
        let learned = !matches!(&state, Node::Null)
            && !matches!(&state, Node::Record(fields) if fields.is_empty());
        let lines = guarded::<S, _>(|| self.fitted.report())?;
        if learned && lines.is_empty() {
            return Err(nothing("the report of a stage that learned something"));
        }
        let mut reports = Vec::new();
        self.fitted.report_to(&mut reports);
        if reports.iter().any(|report| report.kind != S::KIND || report.place != "1") {
            return Err(self.broken(Law::Speaks, "the report is of another stage"));
        }
        checked.laws.extend([Law::KindForm, Law::Speaks]);
        Ok(())
    }
}

/// The reports of a stage alone.
trait ReportTo: Portable {
    fn report_to(&self, out: &mut Vec<crate::artifact::StageReport>) {
        Portable::report(self, &mut crate::artifact::Place::start(), out);
    }
}

impl<P: Portable> ReportTo for P {}

fn kind_form(kind: &str) -> Result<(), String> {
    let word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    if !kind.split('.').all(word) {
        return Err(format!("`{kind}`"));
    }
    if COMBINATORS.contains(&kind) {
        return Err(format!("`{kind}` is a combinator"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::kind_form;

    #[test]
    fn kinds_are_words_and_dots() {
        for kind in ["impute", "scale.min_max", "a.b2"] {
            assert_eq!(kind_form(kind), Ok(()));
        }
        for kind in ["", "Impute", "a..b", ".a", "a b", "on", "2a", "é", "join", "on_target"] {
            assert!(kind_form(kind).is_err(), "{kind}");
        }
    }
}
