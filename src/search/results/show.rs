//! Results in words.

use super::{Candidate, Results, Stopped};
use std::fmt;

/// Six significant digits: the bits are in the table, this is to be read.
fn short(x: f64) -> String {
    if x.is_nan() {
        return "-".to_owned();
    }
    let text = format!("{x:.5e}");
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    match exponent.parse::<i32>() {
        Ok(exponent @ -4..=5) => {
            let decimals = usize::try_from(5 - exponent).unwrap_or(0);
            let text = format!("{x:.decimals$}");
            let text = if decimals > 0 { text.trim_end_matches('0') } else { &text };
            text.trim_end_matches('.').to_owned()
        }
        _ => {
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            format!("{digits}e{exponent}")
        }
    }
}

impl Results {
    fn header(&self, axes: &[String]) -> Vec<String> {
        let mut header = vec!["rank".to_owned()];
        if self.halved {
            header.extend(["iter".to_owned(), "rows".to_owned()]);
        }
        header.extend(axes.iter().cloned());
        for metric in &self.metrics {
            header.extend([metric.clone(), "± sd".to_owned()]);
        }
        header
    }

    fn cells(&self, candidate: &Candidate, axes: &[String]) -> Vec<String> {
        let mut cells = vec![candidate.rank.to_string()];
        if self.halved {
            cells.extend([candidate.iteration.to_string(), candidate.rows.to_string()]);
        }
        let setting = |axis: &String| candidate.point.get(axis).map(ToString::to_string);
        cells.extend(axes.iter().map(|axis| setting(axis).unwrap_or_else(|| "-".to_owned())));
        for scores in &candidate.scores {
            cells.extend([short(scores.mean()), short(scores.standard_deviation())]);
        }
        cells
    }
}

/// From the best to the worst, in columns; the error of a candidate that failed stands at the end of its
/// line.
impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let axes = self.axes();
        let mut ranked: Vec<&Candidate> = self.candidates.iter().collect();
        ranked.sort_by_key(|candidate| candidate.rank);
        let mut lines = vec![(self.header(&axes), None)];
        lines.extend(ranked.iter().map(|c| (self.cells(c, &axes), c.error.as_deref())));
        let width = |at: usize| {
            let cells = lines.iter().filter_map(|(cells, _)| cells.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..lines.first().map_or(0, |l| l.0.len())).map(width).collect();
        for (cells, error) in &lines {
            let padded = cells.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}"));
            let line = padded.collect::<Vec<_>>().join("  ");
            match error {
                Some(error) => writeln!(f, "{line}  {error}")?,
                None => writeln!(f, "{}", line.trim_end())?,
            }
        }
        match self.stopped {
            None => Ok(()),
            Some(Stopped::ByCaller) => writeln!(f, "stopped by the caller"),
            Some(Stopped::ByDeadline) => writeln!(f, "stopped by the deadline"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits() {
        for (x, expected) in [
            (0.0, "0"),
            (1.0, "1"),
            (-0.123_456_78, "-0.123457"),
            (123_456.78, "123457"),
            (100_000.0, "100000"),
            (1_234_567.0, "1.23457e6"),
            (0.000_123_456_7, "0.000123457"),
            (1e-10, "1e-10"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "-"),
        ] {
            assert_eq!(short(x), expected);
        }
    }
}
