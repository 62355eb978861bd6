//! Predictions of rows as a lenient reader gives them.

use super::batch::Batch;
use super::model::Model;
use super::predict::Outcomes;
use crate::data::{Block, Refusal, Table};
use crate::error::Error;
use crate::pipeline::Apply;

impl<P: Apply<Input = Table> + Sync> Model<P> {
    /// Predicts a block as a reader's `lenient_blocks` gives it.
    ///
    /// Rows are numbered as in the reader's whole input, and those the reader could not read are
    /// among the refused: every row of the block has its prediction or its reason.
    ///
    /// ```
    /// use steadfast::data::CsvReader;
    /// use steadfast::prelude::*;
    /// let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
    /// let model = Training::new().fit(&Impute::median().then(Assemble::new()), &x, &())?;
    /// let reader = CsvReader::new().types(model.schema().types());
    /// for block in reader.lenient_blocks("age\n25\nold\n\"\"\n".as_bytes(), 100) {
    ///     let outcomes = model.predict_block(block?, Batch::default())?;
    ///     assert_eq!(outcomes.rows(), [0, 2]);
    ///     assert_eq!(outcomes.refused()[0].row, 1);
    /// }
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// A schema error for the whole block, or a host whose arithmetic was changed.
    pub fn predict_block(&self, block: Block, batch: Batch) -> Result<Outcomes<P::Output>, Error> {
        let outcomes = self.predict_batch(&block.table, batch)?;
        let unread = block.refused.into_iter();
        let unread = unread.map(|refused| Refusal { row: refused.row, error: refused.error });
        Ok(outcomes.of_rows(&block.rows, unread.collect()))
    }
}
