//! Which products there are, and in which order each is multiplied.

use crate::exact::canonical;
use std::borrow::Cow;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

/// The most terms one stage makes, those of lower degrees that are only steps on the way included.
const MOST: u64 = 1 << 18;

/// A product: a column, and the place of the product of the others.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Product {
    column: usize,
    rest: Option<usize>,
}

/// The terms of a set of columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Terms {
    products: Vec<Product>,
    /// The products that become columns.
    given: Range<usize>,
    bias: bool,
    names: Arc<[Arc<str>]>,
}

/// How many products of so many columns there are in all degrees up to one, when not too many.
fn count(columns: u64, degree: u32, distinct: bool) -> Option<u64> {
    let (mut total, mut of_degree) = (0u64, 1u64);
    for d in 1..=u64::from(degree) {
        // Choices of d: those of d − 1, times one more choice, over the d places it could be in.
        let more = if distinct { columns.saturating_sub(d - 1) } else { columns + d - 1 };
        of_degree = of_degree.checked_mul(more)? / d;
        total = total.checked_add(of_degree)?;
        if total > MOST {
            return None;
        }
        if of_degree == 0 {
            break;
        }
    }
    Some(total)
}

impl Terms {
    /// The terms of these columns, or what must hold for there to be some.
    pub(super) fn new(
        columns: &[Arc<str>],
        degrees: RangeInclusive<u32>,
        distinct: bool,
        bias: bool,
    ) -> Result<Terms, &'static str> {
        let (least, most) = degrees.into_inner();
        if least > most {
            return Err("from a degree to one at least as high");
        }
        if count(columns.len() as u64, most, distinct).is_none() {
            return Err("such that there are at most 262,144 terms");
        }
        let mut products: Vec<Product> = Vec::new();
        // Where the terms of the degree before begin with each column; and where they end.
        let mut starts: Vec<usize> = Vec::new();
        let mut given = 0..0;
        for degree in 1..=most {
            let first = products.len();
            let mut begins = Vec::with_capacity(columns.len() + 1);
            for column in 0..columns.len() {
                begins.push(products.len());
                if degree == 1 {
                    products.push(Product { column, rest: None });
                    continue;
                }
                let from = starts.get(column + usize::from(distinct)).copied().unwrap_or(first);
                products.extend((from..first).map(|rest| Product { column, rest: Some(rest) }));
            }
            begins.push(products.len());
            starts = begins;
            if products.len() == first {
                break;
            }
            if degree == least.max(1) {
                given.start = first;
            }
            if degree >= least {
                given.end = products.len();
            }
        }
        let names = names(&products, &given, columns, bias);
        if names.is_empty() {
            return Err("such that there is a term");
        }
        Ok(Terms { products, given, bias, names })
    }

    /// The names of the columns made.
    pub(super) fn names(&self) -> &Arc<[Arc<str>]> {
        &self.names
    }

    /// The columns made, from the columns they are made of.
    pub(super) fn values(&self, columns: &[Cow<'_, [f64]>], rows: usize) -> Vec<Vec<f64>> {
        let mut values: Vec<Vec<f64>> = Vec::with_capacity(self.products.len());
        for product in &self.products {
            let column = columns.get(product.column).map_or(&[][..], |column| column);
            values.push(match product.rest.and_then(|rest| values.get(rest)) {
                Some(rest) => rest.iter().zip(column).map(|(a, b)| canonical(a * b)).collect(),
                None => column.iter().map(|&x| canonical(x)).collect(),
            });
        }
        let mut made = if self.bias { vec![vec![1.0; rows]] } else { Vec::new() };
        made.extend(values.drain(self.given.clone()));
        made
    }
}

/// The columns of each product given, as `a^2 b`.
fn names(
    products: &[Product],
    given: &Range<usize>,
    columns: &[Arc<str>],
    bias: bool,
) -> Arc<[Arc<str>]> {
    let mut names: Vec<Arc<str>> = Vec::with_capacity(given.len() + usize::from(bias));
    if bias {
        names.push(Arc::from("1"));
    }
    for at in given.clone() {
        let mut powers: Vec<(usize, u32)> = Vec::new();
        let mut next = Some(at);
        while let Some(product) = next.and_then(|at| products.get(at)) {
            match powers.last_mut() {
                Some((column, power)) if *column == product.column => *power += 1,
                _ => powers.push((product.column, 1)),
            }
            next = product.rest;
        }
        let word = |&(column, power): &(usize, u32)| {
            let name = columns.get(column).map_or("", |name| name);
            if power == 1 { name.to_owned() } else { format!("{name}^{power}") }
        };
        names.push(powers.iter().map(word).collect::<Vec<_>>().join(" ").into());
    }
    names.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Binomials by hand: of 4 columns, 4 + 10 + 20 products with repetition, 4 + 6 + 4 without.
    #[test]
    fn counts_choices() {
        assert_eq!(count(4, 3, false), Some(34));
        assert_eq!(count(4, 3, true), Some(14));
        assert_eq!(count(4, 9, true), Some(15));
        assert_eq!(count(1, 1 << 18, false), Some(1 << 18));
        assert_eq!(count(2, u32::MAX, false), None);
        assert_eq!(count(u64::from(u32::MAX), 7, true), None);
    }

    #[test]
    fn there_are_as_many_as_counted() {
        let columns: Vec<Arc<str>> = ["a", "b", "c", "d", "e"].map(Arc::from).to_vec();
        for degree in 1..6 {
            for distinct in [false, true] {
                let terms = Terms::new(&columns, 0..=degree, distinct, false).unwrap();
                let counted = count(5, degree, distinct).unwrap();
                assert_eq!(terms.names().len() as u64, counted);
            }
        }
    }
}
