//! Rows and a recipe to a model.

use super::batch::Batch;
use super::fingerprint::fingerprint;
use super::model::{About, AnyModel, Model};
use super::profile::Profile;
use super::provenance::Provenance;
use super::witness::Witness;
use crate::artifact::Portable;
use crate::data::{ColumnType, DataKind, Extra, Policy, Schema, Table};
use crate::error::{Error, FitError, TableError};
use crate::exact;
use crate::pipeline::{Fit, Learn, RowFilter, Target, judge};
use std::sync::Arc;

/// All that is settled around a fit: policies, provenance, the caller's own witness rows.
///
/// ```
/// use steadfast::prelude::*;
/// use steadfast::data::{Answer, Policy};
/// let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, f64::NAN]))?;
/// let model = Training::new()
///     .policy("age", Policy { missing: Answer::Refuse, ..Policy::default() })
///     .note("an example")
///     .fit(&Standardize::new(), &x, &())?;
/// assert!(model.predict(&x).unwrap_err().to_string().contains("row 2"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Training {
    filters: Vec<Arc<dyn RowFilter>>,
    policies: Vec<(Option<String>, Policy)>,
    extra: Extra,
    target: Option<String>,
    seed: Option<u64>,
    created_at: Option<String>,
    note: Option<String>,
    witness: Option<Table>,
}

impl Training {
    /// Nothing settled: stages answer for unusual cells, unknown columns are ignored.
    #[must_use]
    pub fn new() -> Training {
        Training::default()
    }

    /// Leaves rows out of learning, after the filters given before. What each did is written into the
    /// provenance; the schema, the profile and the fingerprint are those of the rows that stay.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, f64::NAN, 20.0]))?;
    /// let training = Training::new().filter(DropMissing::any()).filter(DropDuplicates::new());
    /// let model = training.fit(&Standardize::new(), &x, &())?;
    /// assert_eq!(model.provenance().rows(), 2);
    /// assert!(model.provenance().filters()[0].starts_with("drop_missing: 1 of 4 rows dropped"));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    #[must_use]
    pub fn filter(mut self, filter: impl RowFilter + 'static) -> Training {
        self.filters.push(Arc::new(filter));
        self
    }

    /// What is done with unusual cells of one column.
    #[must_use]
    pub fn policy(mut self, column: impl Into<String>, policy: Policy) -> Training {
        self.policies.push((Some(column.into()), policy));
        self
    }

    /// What is done with unusual cells of every column for which nothing else is said after.
    #[must_use]
    pub fn policies(mut self, policy: Policy) -> Training {
        self.policies.push((None, policy));
        self
    }

    /// What is done with columns the pipeline does not know.
    #[must_use]
    pub fn extra_columns(mut self, extra: Extra) -> Training {
        self.extra = extra;
        self
    }

    /// The name of the target, for reports.
    #[must_use]
    pub fn target(mut self, name: impl Into<String>) -> Training {
        self.target = Some(name.into());
        self
    }

    /// The seed of the whole experiment, for the record; stages have their own.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Training {
        self.seed = Some(seed);
        self
    }

    /// When it is made. Nothing reads a clock, so that equal inputs give equal bytes.
    #[must_use]
    pub fn created_at(mut self, when: impl Into<String>) -> Training {
        self.created_at = Some(when.into());
        self
    }

    /// A note for the record.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Training {
        self.note = Some(note.into());
        self
    }

    /// Rows to prove the model on besides the ones made up. They travel in the artifact.
    #[must_use]
    pub fn witness(mut self, rows: Table) -> Training {
        self.witness = Some(rows);
        self
    }

    /// Fits a recipe and makes the model.
    ///
    /// # Errors
    /// When `x` and `y` differ in rows, a policy names a column that is not there, a stage cannot
    /// learn, or the host's arithmetic was changed.
    pub fn fit<R, Y>(&self, recipe: &R, x: &Table, y: &Y) -> Result<Model<R::Fitted>, Error>
    where
        Y: Learn,
        R: Fit<Y, Input = Table>,
        R::Fitted: Portable + Sync,
    {
        self.check(x, y.target())?;
        let (kept, filters) = self.filtered(x)?;
        let fit = |x: &Table, y: &Y| {
            let schema = self.schema(x)?;
            self.finish(recipe.fit(x, y)?, schema, x, y.target(), filters)
        };
        match kept {
            None => fit(x, y),
            Some(rows) => fit(&x.take(&rows), &y.take_rows(&rows)),
        }
    }

    /// Makes a model of a pipeline that is fitted already, such as one that another library fitted. Nothing is learned:
    /// `x` is rows as it will see them, for the schema, the profile and the witness.
    ///
    /// ```
    /// use steadfast::import::sklearn;
    /// use steadfast::LoadOptions;
    /// use steadfast::data::CsvReader;
    /// use steadfast::prelude::*;
    /// let file = std::fs::read("tests/cases/sk_penguins_logreg_multi/pipeline.json")
    ///     .map_err(|_| Error::Evaluate("no file".into()))?;
    /// let imported = sklearn::read(&file)?;
    /// let rows = CsvReader::new().read_path("tests/cases/sk_penguins_logreg_multi/input.csv")?;
    /// let model = Training::new().keep(imported.pipeline()?, &rows.select(imported.inputs())?)?;
    /// let again = LoadOptions::new().from_bytes(&model.to_bytes()?)?;
    /// assert_eq!(again.outline(), model.outline());
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// When there are no rows, a policy names a column that is not there, the pipeline refuses a row, or the host's
    /// arithmetic was changed.
    pub fn keep<P>(&self, pipeline: P, x: &Table) -> Result<Model<P>, Error>
    where
        P: Portable<Input = Table> + Sync,
    {
        self.check(x, Target::None)?;
        let (kept, filters) = self.filtered(x)?;
        let keep = |x: &Table| {
            let schema = self.schema(x)?;
            self.finish(pipeline, schema, x, Target::None, filters)
        };
        match kept {
            None => keep(x),
            Some(rows) => keep(&x.take(&rows)),
        }
    }

    /// Fits the recipes stored in a model to new rows.
    ///
    /// # Errors
    /// Those of [`fit`](Self::fit), and a target of another type than the model learns.
    pub fn refit(&self, model: &AnyModel, x: &Table, y: Target<'_>) -> Result<AnyModel, Error> {
        self.check(x, y)?;
        let (kept, filters) = self.filtered(x)?;
        let fit = |x: &Table, y: Target<'_>| {
            let schema = self.schema(x)?;
            self.finish(model.pipeline().learn(x.lend(), y)?, schema, x, y, filters)
        };
        match kept {
            None => fit(x, y),
            Some(rows) => fit(&x.take(&rows), y.take_rows(&rows).lend()),
        }
    }

    /// The rows that the filters leave, when there are filters, and what each did.
    fn filtered(&self, x: &Table) -> Result<(Option<Vec<usize>>, Vec<String>), Error> {
        let (mut kept, mut lines) = (None, Vec::new());
        for filter in &self.filters {
            let rows: Vec<usize> = kept.unwrap_or_else(|| (0..x.rows()).collect());
            let (keep, report) = judge(&**filter, &x.take(&rows))?;
            lines.push(report.to_string());
            kept = Some(keep.iter().filter_map(|at| rows.get(*at).copied()).collect());
        }
        match kept {
            Some(rows) if rows.is_empty() => Err(no_rows()),
            kept => Ok((kept, lines)),
        }
    }

    fn check(&self, x: &Table, y: Target<'_>) -> Result<(), Error> {
        exact::check_environment()?;
        if let Some((name, column)) =
            x.columns().find(|(_, column)| column.column_type() == ColumnType::Sparse)
        {
            let expected = "raw cells, which a stage may make sparse".to_owned();
            let found = column.column_type().to_string();
            return Err(TableError::Type { name: name.to_string(), expected, found }.into());
        }
        let found = y.rows().unwrap_or(x.rows());
        if found != x.rows() {
            return Err(FitError::Target {
                stage: "training".to_owned(),
                expected: format!("{} rows", x.rows()),
                found: format!("{found}"),
            }
            .into());
        }
        if x.rows() == 0 {
            return Err(no_rows());
        }
        Ok(())
    }

    fn schema(&self, x: &Table) -> Result<Schema, Error> {
        let mut schema = Schema::capture(x).with_extra(self.extra);
        for (column, policy) in &self.policies {
            schema = match column {
                Some(column) => schema.with_policy(column, *policy)?,
                None => schema.with_policies(*policy),
            };
        }
        Ok(schema)
    }

    fn finish<P: Portable<Input = Table> + Sync>(
        &self,
        pipeline: P,
        schema: Schema,
        x: &Table,
        y: Target<'_>,
        filters: Vec<String>,
    ) -> Result<Model<P>, Error> {
        let provenance = Provenance {
            crate_version: env!("CARGO_PKG_VERSION").to_owned(),
            data: fingerprint(x, y),
            rows: x.rows() as u64,
            columns: x.width() as u64,
            target: self.target.clone(),
            classes: match y.unweighted() {
                Target::Labels(y) => Some(Arc::clone(y.classes())),
                _ => None,
            },
            seed: self.seed,
            created_at: self.created_at.clone(),
            note: self.note.clone(),
            filters,
        };
        let empty = Profile { columns: Vec::new(), predictions: Vec::new() };
        let about = About {
            certificate: None,
            schema,
            provenance,
            metrics: Vec::new(),
            profile: empty,
            witness: Witness::none(),
        };
        let mut model = Model { pipeline, about, origin: None };
        let answers = model.predict_batch(x, Batch::default())?;
        model.about.profile = Profile::of(x, Some(answers.output().lend()));
        model.about.witness = Witness::synthesise(&model, self.witness.as_ref())?;
        Ok(model)
    }
}

fn no_rows() -> Error {
    FitError::Rows { stage: "training".to_owned(), needs: 1, found: 0 }.into()
}
