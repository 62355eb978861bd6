use steadfast::prelude::*;

#[derive(Debug)]
struct Pictures;

impl Pipeline for Pictures {
    type Input = Vec<u8>;
    type Output = Matrix;
}

fn main() {}
