//! Chains and models: explained as what they end in.

use super::coefficients::Coefficients;
use super::contributions::{Contributions, Explain};
use super::importances::{Importances, TreeModel};
use super::linear::LinearScores;
use crate::data::{Classes, Table};
use crate::error::Error;
use crate::model::Thresholder;
use crate::pipeline::{Apply, Pipeline, Then};
use crate::root::Model;

/// However it was bracketed: what comes first is applied, what comes after it is explained.
impl<A, B> Explain for Then<A, B>
where
    A: Apply,
    B: Explain<Input = A::Output>,
{
    type Input = A::Input;

    fn explain(&self, x: &A::Input) -> Result<Contributions, Error> {
        self.second().explain(&self.first().apply(x)?)
    }
}

impl<A, B> LinearScores for Then<A, B>
where
    A: Apply,
    B: LinearScores<Input = A::Output>,
{
    fn coefficient_table(&self) -> Result<Coefficients, Error> {
        self.second().coefficient_table()
    }

    fn explain_about(&self, x: &A::Input, around: &A::Input) -> Result<Contributions, Error> {
        self.second().explain_about(&self.first().apply(x)?, &self.first().apply(around)?)
    }
}

impl<A: Pipeline, B: TreeModel> TreeModel for Then<A, B> {
    fn importance_table(&self) -> Result<Importances, Error> {
        self.second().importance_table()
    }
}

/// A threshold says which label the probabilities mean, and leaves them as they are.
impl<A: Explain + Pipeline<Output = Classes>> Explain for Then<A, Thresholder> {
    type Input = <A as Explain>::Input;

    fn explain(&self, x: &Self::Input) -> Result<Contributions, Error> {
        self.first().explain(x)
    }
}

impl<A: LinearScores + Pipeline<Output = Classes>> LinearScores for Then<A, Thresholder> {
    fn coefficient_table(&self) -> Result<Coefficients, Error> {
        self.first().coefficient_table()
    }

    fn explain_about(&self, x: &Self::Input, around: &Self::Input) -> Result<Contributions, Error> {
        self.first().explain_about(x, around)
    }
}

impl<A: TreeModel> TreeModel for Then<A, Thresholder> {
    fn importance_table(&self) -> Result<Importances, Error> {
        self.first().importance_table()
    }
}

/// The table as the model's schema takes it: columns in any order; the error of the first row that is refused.
fn checked<P>(model: &Model<P>, x: &Table) -> Result<Table, Error> {
    let mut checked = model.schema().check(x)?;
    if checked.refused.is_empty() {
        Ok(checked.table)
    } else {
        Err(checked.refused.remove(0).error)
    }
}

impl<P: Explain<Input = Table>> Explain for Model<P> {
    type Input = Table;

    fn explain(&self, x: &Table) -> Result<Contributions, Error> {
        self.pipeline().explain(&checked(self, x)?)
    }
}

impl<P: LinearScores<Input = Table>> LinearScores for Model<P> {
    fn coefficient_table(&self) -> Result<Coefficients, Error> {
        self.pipeline().coefficient_table()
    }

    fn explain_about(&self, x: &Table, around: &Table) -> Result<Contributions, Error> {
        self.pipeline().explain_about(&checked(self, x)?, &checked(self, around)?)
    }
}

impl<P: TreeModel> TreeModel for Model<P> {
    fn importance_table(&self) -> Result<Importances, Error> {
        self.pipeline().importance_table()
    }
}
