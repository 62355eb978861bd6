//! Predictions of Rust structs.

use super::batch::Batch;
use super::model::Model;
use super::predict::Outcomes;
use crate::data::Table;
use crate::error::Error;
use crate::pipeline::Apply;
use serde::Serialize;

impl<P: Apply<Input = Table> + Sync> Model<P> {
    /// Predicts one record: any struct with named fields, or map, that serde can write.
    ///
    /// A field that is `None` or left out is missing. Fields the model does not know are passed
    /// over, whatever they hold, unless it was trained to refuse them. Output: one row.
    ///
    /// ```
    /// use serde::Serialize;
    /// use steadfast::prelude::*;
    ///
    /// #[derive(Serialize)]
    /// struct Passenger { age: Option<f64>, name: &'static str }
    ///
    /// let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
    /// let model = Training::new().fit(&Impute::median().then(Assemble::new()), &x, &())?;
    /// let answer = model.predict_record(&Passenger { age: None, name: "passed over" })?;
    /// assert_eq!(answer.row(0), [30.0]);
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the record cannot be a row of the schema, a policy or a stage refuses it, or the host's
    /// arithmetic was changed.
    pub fn predict_record<T: Serialize>(&self, record: &T) -> Result<P::Output, Error> {
        self.predict_records(std::slice::from_ref(record))?.all()
    }

    /// Predicts every record that can be, and says of each other one why not.
    ///
    /// A record that cannot be turned into a row, as one that holds text where a number belongs, is
    /// refused like any other bad row: it costs no other record.
    ///
    /// ```
    /// use serde_json::json;
    /// use steadfast::prelude::*;
    /// let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
    /// let model = Training::new().fit(&Impute::median().then(Assemble::new()), &x, &())?;
    /// let outcomes = model.predict_records(&[json!({"age": "old"}), json!({"age": 35})])?;
    /// assert_eq!(outcomes.rows(), [1]);
    /// assert_eq!(
    ///     outcomes.refused()[0].error.to_string(),
    ///     "stage `input`, column `age`, row 0: expected real, found \"old\""
    /// );
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// Only what concerns all records: a host whose arithmetic was changed.
    pub fn predict_records<T: Serialize>(
        &self,
        records: &[T],
    ) -> Result<Outcomes<P::Output>, Error> {
        self.predict_records_batch(records, Batch::default())
    }

    /// [`predict_records`](Self::predict_records), cut into blocks and spread over threads as asked.
    ///
    /// # Errors
    /// Those of [`predict_records`](Self::predict_records).
    pub fn predict_records_batch<T: Serialize>(
        &self,
        records: &[T],
        batch: Batch,
    ) -> Result<Outcomes<P::Output>, Error> {
        // Before any cell: also the way from an integer to a real is arithmetic.
        crate::exact::check_environment()?;
        let read = self.schema().read_records(records)?;
        let outcomes = self.predict_batch(&read.table, batch)?;
        Ok(outcomes.of_rows(&read.rows, read.refused))
    }
}
