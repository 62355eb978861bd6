//! The words people meet when something is wrong.
//!
//! Each is written out in full: a message is read by someone who cannot see the code.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use steadfast::artifact::{Limits, Registry, Stage};
use steadfast::data::{Answer, CsvReader, Extra, JsonLinesReader, Policy};
use steadfast::feature::Assembler;
use steadfast::prelude::*;
use steadfast::{LoadOptions, Proof};

fn people() -> Result<Table, Error> {
    Table::new()
        .with("age", Column::Real(vec![22.0, f64::NAN, 38.0, 26.0]))?
        .with("port", Column::text(["S", "C", "S", "S"]))?
        .with("n", Column::integers([1, 0, 2, 1]))
}

#[track_caller]
fn says<T>(result: Result<T, Error>, expected: &str) {
    match result {
        Ok(_) => panic!("no error; expected: {expected}"),
        Err(error) => assert_eq!(error.to_string(), expected),
    }
}

/// A model of [`people`] that passes everything on, under these settings.
fn model(training: &Training) -> Result<Model<Identity>, Error> {
    training.fit(&Identity::new(), &people()?, &())
}

#[test]
fn of_inputs_that_are_not_as_at_fit() -> Result<(), Error> {
    let x = people()?;
    let plain = model(&Training::new())?;
    says(plain.predict(&x.select(&["n"])?), "missing `age`, `port`; the input has `n`");
    let mut other = x.clone();
    other.replace("age", Column::text(["a", "b", "c", "d"]))?;
    says(plain.predict(&other), "column `age`: expected real, found text");
    other = x.clone();
    other.replace("n", Column::Real(vec![1.0, 0.5, 2.0, 1.0]))?;
    says(
        plain.predict(&other),
        "stage `input`, column `n`, row 1: expected a whole number, found 0.5",
    );

    let refuse = Policy { missing: Answer::Refuse, ..Policy::default() };
    let strict = model(&Training::new().policy("age", refuse))?;
    says(
        strict.predict(&x),
        "stage `input`, column `age`, row 1: expected a real value, found missing",
    );
    let refuse = Policy { unseen: Answer::Refuse, ..Policy::default() };
    // Two ports in ten rows are levels; in four they would be free text.
    let ten = x.take(&[0, 1, 2, 3, 0, 1, 2, 3, 0, 1]);
    let strict = Training::new().policies(refuse).fit(&Identity::new(), &ten, &())?;
    other = x.clone();
    other.replace("port", Column::text(["S", "C", "Q", "S"]))?;
    says(
        strict.predict(&other),
        "stage `input`, column `port`, row 2: expected one of `C`, `S`, found `Q`",
    );
    let refuse = Policy { out_of_range: Answer::Refuse, ..Policy::default() };
    let strict = model(&Training::new().policies(refuse))?;
    other = x.clone();
    other.replace("n", Column::integers([1, 0, 2, 7]))?;
    says(strict.predict(&other), "stage `input`, column `n`, row 3: expected 0 to 2, found 7");
    let strict = model(&Training::new().extra_columns(Extra::Refuse))?;
    says(
        strict.predict(&x.clone().with("cabin", Column::text(["", "", "", ""]))?),
        "unknown `cabin`; the artifact was saved with extra columns refused",
    );
    says(
        Training::new().policy("cabin", refuse).fit(&Identity::new(), &x, &()),
        "a policy names column `cabin`; the table has `age`, `port`, `n`",
    );
    says(plain.trace(&x, 4), "record 4: there is no such row; the input has 4");
    Ok(())
}

#[test]
fn of_stages_that_refuse_a_cell() -> Result<(), Error> {
    let x = people()?;
    let mut other = x.clone();
    other.replace("port", Column::text(["S", "C", "Q", "S"]))?;
    let encoder = OneHot::new().fit(&x, &())?;
    says(
        encoder.apply(&other),
        "stage `encode.one_hot`, column `port`, row 2: expected one of `C`, `S`, found `Q`",
    );
    let numbers = x.select(&["age", "n"])?;
    let whole = numbers.take(&[0, 2, 3]);
    let assembler = Assemble::new().fit(&whole, &())?;
    says(
        assembler.apply(&numbers),
        "stage `assemble`, column `age`, row 1: expected a finite number, found missing",
    );
    says(assembler.apply(&numbers.select(&["n"])?), "no column `age`; the table has `n`");
    // A 100-character cell does not become a 100-character message, nor does a line break break it.
    other.replace("port", Column::text(["S", "C", &"é\n".repeat(50), "S"]))?;
    let shown = format!("`{}… (150 bytes)`", "é\\n".repeat(30));
    says(
        encoder.apply(&other),
        &format!(
            "stage `encode.one_hot`, column `port`, row 2: expected one of `C`, `S`, found {shown}"
        ),
    );
    Ok(())
}

#[test]
fn of_recipes_that_cannot_be_fitted() -> Result<(), Error> {
    let x = people()?;
    says(
        Standardize::new().fit(&x.select(&["port"])?, &()),
        "stage `scale.standard` takes real, integer or boolean columns, and there is none; \
         the input has `port: text`",
    );
    says(
        Impute::mean().fit(&Table::new().with("v", Column::Real(vec![f64::NAN; 2]))?, &()),
        "stage `impute`, column `v`: every value is missing",
    );
    says(
        Impute::constant(f64::NAN).fit(&x, &()),
        "stage `impute`: parameter `constant` must be finite, found NaN",
    );
    says(
        GroupRare::new().tolerance(1.5).fit(&x, &()),
        "stage `group_rare`: parameter `tolerance` must be between 0 and 1, found 1.5",
    );
    says(
        on(named(["fare"]), Standardize::new()).fit(&x, &()),
        "a choice of columns names column `fare`; the table has `age`, `port`, `n`",
    );
    says(
        on(named(["port"]), Standardize::new()).fit(&x, &()),
        "stage `on`, column `port`: the stage takes real, integer or boolean columns, \
         and this is text",
    );
    says(
        on(timestamp(), Impute::most_frequent()).fit(&x, &()),
        "stage `on` takes timestamp columns, and there is none; \
         the input has `age: real`, `port: text`, `n: integer`",
    );
    let y = Vector::new(vec![1.0; 3]);
    let tree = Assemble::new().allow_missing().then(DecisionTree::regressor());
    says(
        Training::new().fit(&tree, &x.select(&["age"])?, &y),
        "stage `training`, target: expected 4 rows, found 3",
    );
    says(
        Training::new().fit(&Identity::new(), &x.take(&[]), &()),
        "stage `training` needs at least 1 rows, found 0",
    );
    says(
        join(Identity::new(), Identity::new()).fit_apply(&x, &()),
        "column `age` appears twice: column names must be distinct",
    );
    Ok(())
}

#[test]
fn of_tables_that_cannot_be() -> Result<(), Error> {
    let x = people()?;
    says(
        x.clone().with("age", Column::integers([1])),
        "column `age` appears twice: column names must be distinct",
    );
    says(x.clone().with("b", Column::integers([1])), "column `b` has 1 rows, the table has 4");
    says(x.column("Age"), "no column `Age`; the table has `age`, `port`, `n`");
    says(x.split_vector("age"), "column `age`, row 1: the value is missing");
    says(x.split_vector("port"), "column `port` is text, expected real, integer or boolean");
    says(
        Matrix::from_rows(["a", "a"], [[1.0, 2.0]]),
        "column `a` appears twice: column names must be distinct",
    );
    let wide = Table::from_columns((0..11).map(|at| (format!("c{at}"), Column::integers([1]))))?;
    says(
        wide.column("c11"),
        "no column `c11`; the table has `c0`, `c1`, `c2`, `c3`, `c4`, `c5`, `c6`, `c7` and 3 more",
    );
    Ok(())
}

#[test]
fn of_text_that_cannot_be_read() {
    let typed = CsvReader::new().types([("n", ColumnType::Integer)]);
    says(
        typed.read_str("n,b\n1,x\n1.5,y\n"),
        "input, line 3, column `n`: expected integer, found `1.5`",
    );
    says(CsvReader::new().read_str("a,b\n1\n"), "input, line 2: expected 2 cells, found 1");
    says(CsvReader::new().read_str("a,a\n1,2\n"), "input: column `a` appears twice");
    let lines = JsonLinesReader::new();
    assert!(
        lines.read_str("{\"a\":1}\n[2]\n").unwrap_err().to_string().starts_with("input, line 2")
    );
}

#[test]
fn of_files_that_are_no_artifact_of_this_build() -> Result<(), Error> {
    let x = people()?;
    let bytes = Training::new().fit(&on(real(), Standardize::new()), &x, &())?.to_bytes()?;
    let load = |bytes: &[u8]| LoadOptions::new().from_bytes(bytes);
    says(
        load(b"PK\x03\x04, a zip file"),
        "not a steadfast artifact: the first eight bytes are 504b03042c206120",
    );
    says(load(b""), "the artifact says 64 bytes, and there are 0");
    let cut = bytes.len() - 1;
    says(
        load(&bytes[..cut]),
        &format!("the artifact says {} bytes, and there are {cut}", bytes.len()),
    );
    let mut newer = bytes.clone();
    newer[8] = 9;
    says(load(&newer), "format version 9 is not supported; this build reads 1");
    let mut flipped = bytes.clone();
    flipped[cut - 40] ^= 1;
    let error = load(&flipped).unwrap_err().to_string();
    let digest = model_digest(&bytes);
    assert!(
        error.starts_with(&format!("digest mismatch: the artifact says {digest}, its bytes give ")),
        "{error}"
    );
    says(
        LoadOptions::new().registry(Registry::empty().with::<Assembler>()).from_bytes(&bytes),
        "stage 1.1 `scale.standard`: unknown kind; the registry knows 1",
    );
    let small = Limits { total: 1000, ..Limits::default() };
    says(
        LoadOptions::new().limits(small).from_bytes(&bytes),
        &format!("artifact: {} is over the limit of 1000", bytes.len()),
    );
    says(
        Load::<()>::load(&Standardize::new(), &bytes),
        "stage 1 `on`: expected kind `scale.standard`",
    );
    says(
        Load::<()>::load(&on(real(), Standardize::new()).then(Identity::new()), &bytes),
        "the artifact ends before stage 2 `identity` of the recipe",
    );
    says(
        load(&bytes)?.typed::<Classes>(),
        "the pipeline goes from a table to a table, not from a table to classes",
    );
    let error = LoadOptions::new().from_path("no such folder/model.steadfast").unwrap_err();
    // What follows is the system's own word.
    assert!(error.to_string().starts_with("reading no such folder/model.steadfast: "), "{error}");
    Ok(())
}

/// The digest a file ends with.
fn model_digest(bytes: &[u8]) -> String {
    bytes[bytes.len() - 32..].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A stage that computes something else in the process that loads it: what a broken host does.
mod witness {
    use super::*;
    use serde::{Deserialize, Serialize};
    use std::sync::atomic::{AtomicBool, Ordering};

    static LOADED: AtomicBool = AtomicBool::new(false);

    #[derive(Debug, Clone, Default, Serialize, Deserialize)]
    struct Drift {}

    impl Pipeline for Drift {
        type Input = Table;
        type Output = Table;
    }

    impl<Y: ?Sized> Fit<Y> for Drift {
        type Fitted = Drift;
        fn fit(&self, _: &Table, _: &Y) -> Result<Drift, Error> {
            Ok(Drift {})
        }
    }

    impl Apply for Drift {
        fn apply(&self, x: &Table) -> Result<Table, Error> {
            let mut out = x.clone();
            let by = if LOADED.load(Ordering::Relaxed) { 1.5 } else { 1.0 };
            out.replace("age", Column::Real(vec![by; x.rows()]))?;
            Ok(out)
        }
    }

    impl Stage for Drift {
        const KIND: &'static str = "test.drift";
        type Recipe = Drift;
        type State = ();
        fn recipe(&self) -> &Drift {
            self
        }
        fn state(&self) -> &() {
            &()
        }
        fn restore(recipe: Drift, (): ()) -> Result<Self, String> {
            Ok(recipe)
        }
        fn learn(recipe: &Drift, _: &Table, _: Target<'_>) -> Result<Self, Error> {
            Ok(recipe.clone())
        }
    }

    #[test]
    fn of_a_host_that_computes_other_bits() -> Result<(), Error> {
        let recipe = Identity::new().then(Drift {});
        let bytes = Training::new().fit(&recipe, &people()?, &())?.to_bytes()?;
        let options = LoadOptions::new().registry(steadfast::stages::registry().with::<Drift>());
        options.from_bytes(&bytes)?;
        LOADED.store(true, Ordering::Relaxed);
        says(
            options.from_bytes(&bytes),
            "witness row 0: stage 2 `test.drift`, column `age` gives 3ff8000000000000, \
             the artifact says 3ff0000000000000: this host does not reproduce the model",
        );
        assert!(options.proof(Proof::Skip).from_bytes(&bytes).is_ok());
        Ok(())
    }
}
