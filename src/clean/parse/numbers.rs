//! Numbers as people write them.

use crate::data::number;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How numbers are written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Numbers {
    pub(super) decimal: char,
    pub(super) thousands: Option<char>,
    pub(super) units: BTreeMap<String, f64>,
    pub(super) percent: bool,
    pub(super) parentheses: bool,
}

/// Marks that are part of a number already.
fn is_taken(mark: char) -> bool {
    mark.is_ascii_alphanumeric() || matches!(mark, '+' | '-' | '(' | ')' | '%' | '\t')
}

impl Numbers {
    pub(super) fn plain() -> Numbers {
        let units = BTreeMap::new();
        Numbers { decimal: '.', thousands: None, units, percent: false, parentheses: false }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if Some(self.decimal) == self.thousands {
            return Err(format!("`{}` for decimals and for thousands", self.decimal));
        }
        let mut marks = self.thousands.iter().chain([&self.decimal]);
        if let Some(mark) = marks.find(|mark| is_taken(**mark)) {
            return Err(format!("`{}` as a mark", mark.escape_debug()));
        }
        let odd = |unit: &str, factor: f64| {
            unit.trim_matches([' ', '\t']) != unit
                || unit.is_empty()
                || unit.contains(|c: char| c.is_ascii_digit())
                || !factor.is_finite()
        };
        match self.units.iter().find(|(unit, factor)| odd(unit, **factor)) {
            Some((unit, factor)) => Err(format!("the unit `{unit}` of {factor}")),
            None => Ok(()),
        }
    }

    /// The form, for messages.
    pub(super) fn describe(&self) -> String {
        let mut out = String::new();
        if self.decimal != '.' {
            out.push_str(&format!(", decimals after `{}`", self.decimal));
        }
        if let Some(mark) = self.thousands {
            out.push_str(&format!(", thousands before `{mark}`"));
        }
        if !self.units.is_empty() {
            out.push_str(&format!(", in {}", crate::error::list(self.units.keys())));
        }
        out
    }

    /// The number without its unit, which stands before or after it, and the unit's factor. The longest
    /// unit that fits is taken.
    fn unit<'a>(&self, text: &'a str) -> (&'a str, Option<f64>) {
        let mut found: Option<(&str, &str, f64)> = None;
        for (unit, factor) in &self.units {
            let rest = text.strip_suffix(&**unit).or_else(|| text.strip_prefix(&**unit));
            if let Some(rest) = rest
                && found.is_none_or(|(longest, _, _)| unit.len() > longest.len())
            {
                found = Some((unit, rest, *factor));
            }
        }
        found.map_or((text, None), |(_, rest, factor)| {
            (rest.trim_matches([' ', '\t']), Some(factor))
        })
    }

    /// The plain form of a number: a point, no groups; whether to negate it; its factor; whether to
    /// divide by 100.
    fn plain_form(&self, text: &str) -> Option<(String, bool, Option<f64>, bool)> {
        let (text, negate) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            Some(inside) if self.parentheses => (inside.trim_matches([' ', '\t']), true),
            _ => (text, false),
        };
        let (sign, unsigned) = match text.strip_prefix(['+', '-']) {
            // `-€ 5`: the sign before the unit.
            Some(rest) if self.units.keys().any(|unit| rest.starts_with(&**unit)) => {
                (text.get(..1)?, rest)
            }
            _ => ("", text),
        };
        let (unsigned, percent) = match unsigned.strip_suffix('%') {
            Some(rest) if self.percent => (rest.trim_matches([' ', '\t']), true),
            _ => (unsigned, false),
        };
        let (digits, factor) = self.unit(unsigned);
        if negate && (digits.starts_with(['+', '-']) || !sign.is_empty()) {
            return None;
        }
        if !sign.is_empty() && digits.starts_with(['+', '-']) {
            return None;
        }
        let plain = self.ungroup(digits)?;
        Some((format!("{sign}{plain}"), negate, factor, percent))
    }

    /// Takes the marks between groups of three digits out and writes a point for the decimal mark.
    fn ungroup(&self, text: &str) -> Option<String> {
        if self.decimal != '.' && self.thousands != Some('.') && text.contains('.') {
            return None;
        }
        let (whole, rest) = match text.find(self.decimal) {
            Some(at) => text.split_at(at),
            None => match text.find(['e', 'E']) {
                // An exponent has no groups.
                Some(at) if text.starts_with(|c: char| !c.is_ascii_alphabetic()) => {
                    text.split_at(at)
                }
                _ => (text, ""),
            },
        };
        let rest = match rest.strip_prefix(self.decimal) {
            Some(decimals) => format!(".{decimals}"),
            None => rest.to_owned(),
        };
        let Some(mark) = self.thousands.filter(|mark| whole.contains(*mark)) else {
            return Some(format!("{whole}{rest}"));
        };
        let unsigned = whole.strip_prefix(['+', '-']).unwrap_or(whole);
        let groups: Vec<&str> = unsigned.split(mark).collect();
        let (first, others) = groups.split_first()?;
        let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
        let fits = (1..=3).contains(&first.len())
            && digits(first)
            && others.iter().all(|group| group.len() == 3 && digits(group));
        let sign = whole.get(..whole.len() - unsigned.len())?;
        fits.then(|| format!("{sign}{}{rest}", groups.concat()))
    }

    /// The real a text stands for; NaN when it says so.
    pub(super) fn real(&self, text: &str) -> Option<f64> {
        let (plain, negate, factor, percent) = self.plain_form(text)?;
        let value = number::real(&plain).ok()?;
        let value = if negate { -value } else { value };
        let value = factor.map_or(value, |factor| value * factor);
        let value = if percent { value / 100.0 } else { value };
        // A number that a unit takes out of range is as little one as a number out of range.
        let lost = value.is_infinite() && !number::real(&plain).is_ok_and(f64::is_infinite);
        (!lost).then_some(value)
    }

    /// The integer a text stands for; its unit must leave it whole.
    pub(super) fn integer(&self, text: &str) -> Option<i64> {
        let (plain, negate, factor, _) = self.plain_form(text)?;
        let value = number::integer(&plain).ok()?;
        let value = if negate { value.checked_neg()? } else { value };
        match factor {
            None => Some(value),
            Some(factor) if factor == factor.floor() && factor.abs() <= 9_007_199_254_740_992.0 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
                value.checked_mul(factor as i64)
            }
            Some(_) => None,
        }
    }
}
