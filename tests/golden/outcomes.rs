//! Predictions as text in which every bit can be seen. Shared with the program for other targets.

use steadfast::data::{Column, CsvReader, CsvWriter, Data, DataKind, Schema, Table};
use steadfast::{Error, Outcomes};

/// Raw rows, read as the types they had at fit.
///
/// # Errors
/// When the text does not hold such rows.
pub(crate) fn input(schema: &Schema, csv: &str) -> Result<Table, Error> {
    CsvReader::new().types(schema.types()).read_str(csv)
}

/// One line a row of the input: `ok` or `refused: stage/column`, then the outputs. A number is the 16
/// hexadecimal digits of its bits; text, whole numbers, truth values and times are as CSV has them.
///
/// # Errors
/// When the outputs have no such form.
pub(crate) fn text<O: DataKind>(outcomes: &Outcomes<O>) -> Result<String, Error> {
    let answers = match outcomes.output().clone().into_data() {
        Data::Vector(answers) => {
            Table::new().with("prediction", Column::Real(answers.values().to_vec()))?
        }
        Data::Classes(answers) => {
            let labels = (0..answers.rows()).map(|row| answers.label(row)).collect();
            let mut table = Table::new().with("label", Column::Text(labels))?;
            for class in answers.classes().iter() {
                let values = answers.probability(class).unwrap_or_default();
                table.push(format!("probability_{class}"), Column::Real(values))?;
            }
            table
        }
        Data::Matrix(matrix) => matrix.into_table(),
        Data::Table(table) => table,
        other => panic!("an output of a kind unknown here: {other:?}"),
    };
    let rows = outcomes.rows().len() + outcomes.refused().len();
    let mut verdicts = vec![String::new(); rows];
    let mut place = vec![usize::MAX; rows];
    for (at, &row) in outcomes.rows().iter().enumerate() {
        verdicts[row] = "ok".to_owned();
        place[row] = at;
    }
    for refusal in outcomes.refused() {
        verdicts[refusal.row] = match &refusal.error {
            Error::Row(error) => format!("refused: {}/{}", error.stage, error.column),
            other => format!("refused: {other}"),
        };
    }
    let mut out =
        Table::new().with("outcome", Column::text(verdicts.iter().map(String::as_str)))?;
    // Rows past the end are missing: the refused ones.
    for (name, column) in answers.take(&place).columns() {
        let column = match &**column {
            Column::Real(values) => {
                let bits = values
                    .iter()
                    .zip(&place)
                    .map(|(x, &at)| (at != usize::MAX).then(|| format!("{:016x}", x.to_bits())));
                Column::Text(bits.collect())
            }
            other => other.clone(),
        };
        // An output may be called like the first column.
        out.push(format!("output {name}"), column)?;
    }
    CsvWriter::new().write_string(&out)
}
