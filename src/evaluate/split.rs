//! Splits of rows into train and test, drawn from a seed.
