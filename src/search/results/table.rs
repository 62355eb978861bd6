//! Results as a table.

use super::{Candidate, Results, Scores};
use crate::artifact::Setting;
use crate::data::{Column, Table};
use crate::error::Error;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Results {
    /// The axes of all points, in the order in which they first appear.
    pub(super) fn axes(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let names = self.candidates.iter().flat_map(|c| c.point.settings().map(|(name, _)| name));
        names.filter(|name| seen.insert(*name)).map(str::to_owned).collect()
    }

    /// The candidates as a table, one a row, with scikit-learn's names of columns: `iter` and
    /// `n_resources`; `param_A` for each axis, of numbers, whole numbers, booleans or, where these are
    /// mixed, text; for each metric `split0_test_M` and so on, `mean_test_M`, `std_test_M`;
    /// `rank_test_M` for the first, and `split0_train_M` and so on where training rows were judged too; `mean_fit_time` in seconds; and `error`.
    ///
    /// # Errors
    /// When two axes or two metrics have one name.
    pub fn to_table(&self) -> Result<Table, Error> {
        let all = &self.candidates;
        let whole = |of: &dyn Fn(&Candidate) -> usize| {
            Column::integers(all.iter().map(|c| i64::try_from(of(c)).unwrap_or(i64::MAX)))
        };
        let real = |of: &dyn Fn(&Candidate) -> f64| Column::Real(all.iter().map(of).collect());
        let mut columns: Vec<(Arc<str>, Column)> = vec![
            ("iter".into(), whole(&|c| c.iteration)),
            ("n_resources".into(), whole(&|c| c.rows)),
        ];
        for axis in self.axes() {
            let settings: Vec<Option<&Setting>> = all.iter().map(|c| c.point.get(&axis)).collect();
            columns.push((format!("param_{axis}").into(), column(&settings)));
        }
        for (at, metric) in self.metrics.iter().enumerate() {
            columns.extend(scores(all, metric, "test", |c| c.scores.get(at)));
            if at == 0 {
                columns.push((format!("rank_test_{metric}").into(), whole(&|c| c.rank)));
            }
            columns.extend(scores(all, metric, "train", |c| c.train_scores.get(at)));
        }
        columns.push(("mean_fit_time".into(), real(&|c| c.fit_time.as_secs_f64())));
        let errors = all.iter().map(|c| c.error.as_deref());
        columns.push(("error".into(), Column::Text(errors.collect())));
        Table::from_columns(columns)
    }
}

/// The values of a metric on each fold, their mean and standard deviation; nothing where no candidate has
/// any.
fn scores<'a>(
    candidates: &'a [Candidate],
    metric: &str,
    side: &str,
    of: impl Fn(&'a Candidate) -> Option<&'a Scores>,
) -> Vec<(Arc<str>, Column)> {
    let scores: Vec<Option<&Scores>> = candidates.iter().map(of).collect();
    let column = |name: &str, value: &dyn Fn(&Scores) -> Option<f64>| -> (Arc<str>, Column) {
        let cell = |scores: &Option<&Scores>| scores.and_then(value).unwrap_or(f64::NAN);
        let name = format!("{name}_{side}_{metric}").into();
        (name, Column::Real(scores.iter().map(cell).collect()))
    };
    let folds = scores.iter().flatten().map(|scores| scores.folds().len()).max().unwrap_or(0);
    let fold = |fold: usize| column(&format!("split{fold}"), &|s| s.folds().get(fold).copied());
    let mut columns: Vec<_> = (0..folds).map(fold).collect();
    if folds > 0 {
        columns.push(column("mean", &|scores| Some(scores.mean())));
        columns.push(column("std", &|scores| Some(scores.standard_deviation())));
    }
    columns
}

/// The values of an axis as a column of their common type.
fn column(settings: &[Option<&Setting>]) -> Column {
    let present = || settings.iter().flatten().filter(|s| ***s != Setting::None);
    if present().all(|setting| matches!(setting, Setting::Int(_))) {
        let whole = |setting: &Option<&Setting>| match setting {
            Some(Setting::Int(x)) => Some(*x),
            _ => None,
        };
        return Column::Integer(settings.iter().map(whole).collect());
    }
    if present().all(|setting| setting.as_real().is_some()) {
        let real = |setting: &Option<&Setting>| setting.and_then(Setting::as_real);
        return Column::Real(settings.iter().map(|s| real(s).unwrap_or(f64::NAN)).collect());
    }
    if present().all(|setting| matches!(setting, Setting::Flag(_))) {
        let flag = |setting: &Option<&Setting>| match setting {
            Some(Setting::Flag(x)) => Some(*x),
            _ => None,
        };
        return Column::Boolean(settings.iter().map(flag).collect());
    }
    let text = |setting: &Option<&Setting>| match setting {
        None | Some(Setting::None) => None,
        Some(setting) => Some(setting.to_string()),
    };
    let texts: Vec<Option<String>> = settings.iter().map(text).collect();
    Column::Text(texts.iter().map(Option::as_deref).collect())
}
