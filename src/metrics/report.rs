//! A list of figures, for people and for machines.

use super::{Evaluation, Kpi, MetricError};
use crate::exact;
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One figure of a [`Report`].
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name of the metric or KPI.
    pub name: String,
    /// Its value; NaN where it is undefined.
    pub value: f64,
}

/// Figures in the order they were asked for.
///
/// Printed as an aligned table. In serde form each entry has its name, its value for people (`null`
/// when it is not finite) and the bits of the value in hexadecimal, which is what is read back.
/// Equal when names and bits are.
///
/// # Examples
/// ```
/// use steadfast::metrics::{Metric, Regression, Report};
/// let judged = Regression::new(&[1.0, 2.0], &[1.0, 4.0]).into();
/// let report = Report::new(&[&Metric::MeanAbsoluteError, &Metric::R2], &judged)?;
/// assert_eq!(report.to_string(), "mae   1\nr2   -7\n");
/// # Ok::<(), steadfast::metrics::MetricError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Report {
    entries: Vec<Entry>,
}

impl Report {
    /// Evaluates each of `kpis`.
    ///
    /// # Errors
    /// The first error of any of them.
    pub fn new(kpis: &[&dyn Kpi], evaluation: &Evaluation<'_>) -> Result<Self, MetricError> {
        let entry = |kpi: &&dyn Kpi| {
            let value = exact::canonical(kpi.evaluate(evaluation)?);
            Ok(Entry { name: kpi.name(), value })
        };
        Ok(Self { entries: kpis.iter().map(entry).collect::<Result<_, MetricError>>()? })
    }

    /// The mean of each figure over reports of the same figures.
    pub(crate) fn mean(reports: &[Self]) -> Self {
        let mean = |(at, entry): (usize, &Entry)| {
            let values: Vec<f64> =
                reports.iter().filter_map(|report| Some(report.entries.get(at)?.value)).collect();
            let value = exact::canonical(exact::mean(&values).unwrap_or(exact::NAN));
            Entry { name: entry.name.clone(), value }
        };
        let first = reports.first().map_or(&[][..], Self::entries);
        Self { entries: first.iter().enumerate().map(mean).collect() }
    }

    /// The figures, in the order they were asked for.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The first value of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<f64> {
        self.entries.iter().find(|e| e.name == name).map(|e| e.value)
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value.to_bits() == other.value.to_bits()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `{:?}` turns to an exponent where `{}` would print hundreds of zeros; 1.0 stays 1.
        let text = |value: f64| {
            let text = format!("{value:?}");
            text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
        };
        let values: Vec<String> = self.entries.iter().map(|e| text(e.value)).collect();
        let names = self.entries.iter().map(|e| e.name.chars().count()).max().unwrap_or(0);
        let numbers = values.iter().map(String::len).max().unwrap_or(0);
        for (entry, value) in self.entries.iter().zip(&values) {
            writeln!(f, "{:names$}  {value:>numbers$}", entry.name)?;
        }
        Ok(())
    }
}

/// The serde form of an entry.
#[derive(Serialize, Deserialize)]
struct Wire {
    name: String,
    #[serde(default)]
    value: Option<f64>,
    bits: String,
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = Some(self.value).filter(|x| x.is_finite());
        let bits = format!("{:016x}", self.value.to_bits());
        Wire { name: self.name.clone(), value, bits }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let digits = wire.bits.len() == 16 && wire.bits.bytes().all(|b| b.is_ascii_hexdigit());
        match u64::from_str_radix(&wire.bits, 16) {
            Ok(bits) if digits => Ok(Self { name: wire.name, value: f64::from_bits(bits) }),
            _ => Err(serde::de::Error::custom(format_args!(
                "bits of {}: found {:?}, expected 16 hexadecimal digits",
                wire.name, wire.bits
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let entry = |name: &str, value| Entry { name: name.to_owned(), value };
        Report {
            entries: vec![
                entry("roc_auc", 0.1 + 0.2),
                entry("gini", f64::NAN),
                entry("mape", 1e300),
                entry("n", 3.0),
            ],
        }
    }

    #[test]
    fn bits_survive_json() {
        let json = serde_json::to_string(&report()).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report());
        assert!(json.contains(r#"{"name":"gini","value":null,"bits":"7ff8000000000000"}"#));
    }

    #[test]
    fn bits_must_be_sixteen_digits() {
        for bits in ["", "+123456789abcdef", "7ff", "zzzzzzzzzzzzzzzz"] {
            let json = format!(r#"[{{"name":"a","bits":"{bits}"}}]"#);
            let error = serde_json::from_str::<Report>(&json).unwrap_err().to_string();
            assert!(error.contains("expected 16 hexadecimal digits"), "{error}");
        }
    }

    #[test]
    fn columns_line_up() {
        let table = report().to_string();
        let widths: Vec<usize> = table.lines().map(str::len).collect();
        assert_eq!(widths, [28; 4], "{table}");
    }
}
