//! ONNX files that are not what was saved, and such as should never have been.

use super::{HELD, PEAK};
use proptest::prelude::*;
use proptest::sample::Index;
use steadfast::import::onnx::{self, ImportedGraph};
use steadfast::prelude::*;

const FILES: [&[u8]; 4] = [
    include_bytes!("../cases/sk_titanic_logreg/model_float.onnx"),
    include_bytes!("../cases/sk_wine_knn/model_float.onnx"),
    include_bytes!("../cases/sk_penguins_gb_multi/model_float.onnx"),
    include_bytes!("../cases/lgb_poisson_bikeshare/model_float.onnx"),
];

/// Rows of everything a column can hold.
fn rows(imported: &ImportedGraph) -> Result<Table, Error> {
    let text: Vec<String> = imported.text_columns().map(ToString::to_string).collect();
    let mut table = Table::of_rows(4);
    for name in imported.columns() {
        let column = if text.contains(&name.to_string()) {
            Column::Text([Some("male"), None, Some(""), Some("1e5")].into_iter().collect())
        } else {
            Column::Real(vec![0.0, f64::NAN, 1e300, -40.0])
        };
        table = table.with(name.clone(), column)?;
    }
    Ok(table)
}

/// Whatever the bytes are: a reason, or a graph that answers every row or says why not.
fn survive(bytes: &[u8]) -> Result<bool, TestCaseError> {
    let before = HELD.get();
    PEAK.set(before);
    let imported = onnx::read(bytes);
    let peak = (PEAK.get() - before).max(0) as usize;
    prop_assert!(
        peak <= (64 << 10) + 8 * bytes.len(),
        "{peak} bytes for a file of {}",
        bytes.len()
    );
    let Ok(imported) = imported else { return Ok(false) };
    let Ok(table) = rows(&imported) else { return Ok(true) };
    if let Ok(model) = imported.answers().and_then(|recipe| recipe.fit(&table, &())) {
        for row in 0..table.rows() {
            let _ = model.apply(&table.slice(row..row + 1));
        }
    }
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    /// Single bytes replaced: lengths, tags, numbers of operators, thresholds.
    #[test]
    fn bytes_of_a_graph(which in any::<Index>(), edits in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4)) {
        let mut bytes = FILES[which.index(FILES.len())].to_vec();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        survive(&bytes)?;
    }

    /// Single bits: a varint with another number and the same length.
    #[test]
    fn bits_of_a_graph(which in any::<Index>(), at in any::<Index>(), bit in 0u8..7) {
        let mut bytes = FILES[which.index(FILES.len())].to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        survive(&bytes)?;
    }

    /// A part taken out, put elsewhere, or cut off.
    #[test]
    fn parts_of_a_graph(which in any::<Index>(), from in any::<Index>(), length in 0usize..40, to in any::<Index>()) {
        let bytes = FILES[which.index(FILES.len())];
        let from = from.index(bytes.len());
        let part = &bytes[from..(from + length).min(bytes.len())];
        let to = to.index(bytes.len());
        survive(&[&bytes[..to], part, &bytes[to..]].concat())?;
        survive(&[&bytes[..from], &bytes[from + part.len()..]].concat())?;
        survive(&bytes[..to])?;
    }

    /// Noise, after a beginning that looks right.
    #[test]
    fn noise_as_a_graph(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        survive(&noise)?;
        survive(&[&[8, 8][..], &noise].concat())?;
        survive(&model(&noise))?;
    }
}

fn varint(mut x: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while x >= 128 {
        out.push(x as u8 | 128);
        x >>= 7;
    }
    out.push(x as u8);
    out
}

/// A field that has a length.
fn field(tag: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(tag << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn int(tag: u64, x: u64) -> Vec<u8> {
    [varint(tag << 3), varint(x)].concat()
}

/// The file around a graph: version 8 of the format, operator set 18.
fn model(graph: &[u8]) -> Vec<u8> {
    [int(1, 8), field(7, graph), field(8, &int(2, 18))].concat()
}

fn node(operator: &str, inputs: &[&str], output: &str) -> Vec<u8> {
    let inputs: Vec<u8> = inputs.iter().flat_map(|name| field(1, name.as_bytes())).collect();
    field(1, &[inputs, field(2, output.as_bytes()), field(4, operator.as_bytes())].concat())
}

/// A matrix of one column of singles.
fn value(tag: u64, name: &str) -> Vec<u8> {
    matrix(tag, name, 1)
}

fn matrix(tag: u64, name: &str, columns: u64) -> Vec<u8> {
    let shape = [field(1, &[]), field(1, &int(1, columns))].concat();
    let tensor = [int(1, 1), field(2, &shape)].concat();
    field(tag, &[field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat())
}

fn constant(name: &str, fields: &[Vec<u8>]) -> Vec<u8> {
    field(5, &[field(8, name.as_bytes()), int(2, 1), fields.concat()].concat())
}

fn refused(what: &str, graph: &[Vec<u8>], expected: &str) {
    let graph = [graph.concat(), value(11, "x"), value(12, "y")].concat();
    let error = onnx::read(&model(&graph)).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains(expected), "{what}: {error}");
}

#[test]
fn malformed_graphs_are_refused_by_name() {
    let add = || node("Add", &["x", "c"], "y");
    let dims = || int(1, 1);
    let good = [constant("c", &[dims(), field(9, &2.5f32.to_le_bytes())]), add()];
    let graph = [good.concat(), value(11, "x"), value(12, "y")].concat();
    let imported = onnx::read(&model(&graph)).unwrap();
    let x = Table::new().with("x", Column::Real(vec![1.0])).unwrap();
    let answer = imported.regressor("y").unwrap().model().unwrap().apply(&x).unwrap();
    assert_eq!(answer.values(), [3.5]);

    // Each column has a name, which a file of so few bytes has no room to ask for.
    let wide = [good.concat(), matrix(11, "x", 60_000), value(12, "y")].concat();
    let error = onnx::read(&model(&wide)).unwrap_err().to_string();
    assert!(error.contains("inputs of 60000 columns in a file of"), "{error}");

    let outside = [dims(), field(13, &field(1, b"location")), int(14, 1)];
    refused("data in another file", &[constant("c", &outside), add()], "another file");
    let short = [dims(), field(9, &[0, 0, 0])];
    refused("raw_data of 3 bytes", &[constant("c", &short), add()], "raw_data of 3 bytes");
    let long = [int(1, 2), field(9, &2.5f32.to_le_bytes())];
    refused("dims of 2", &[constant("c", &long), add()], "1 cells for the dims [2]");
    let huge = [int(1, 1 << 40), int(1, 1 << 40), field(9, &[])];
    refused("dims of 2^80", &[constant("c", &huge), add()], "too many cells");
    let cycle = [node("Abs", &["b"], "a"), node("Abs", &["a"], "b"), node("Add", &["x", "a"], "y")];
    refused("a cycle", &cycle, "no value `b` before it");
    let twice = [node("Abs", &["x"], "y"), node("Neg", &["x"], "y")];
    refused("a value made twice", &twice, "made twice");
    refused(
        "an operator that is not there",
        &[node("Conv", &["x"], "y")],
        "node 0, Conv of version 18",
    );
    let operator = [field(1, b"x"), field(2, b"y"), field(4, b"Abs"), field(4, b"Neg")].concat();
    refused("two operators in a node", &[field(1, &operator)], "op_type stands twice");
    let attribute = |name: &str| field(5, &[field(1, name.as_bytes()), int(3, 1)].concat());
    let named = |attributes: &[Vec<u8>]| {
        let parts = [field(1, b"x"), field(2, b"y"), field(4, b"Flatten"), attributes.concat()];
        field(1, &parts.concat())
    };
    refused(
        "an attribute twice",
        &[named(&[attribute("axis"), attribute("axis")])],
        "stands twice",
    );
    refused("an unknown attribute", &[named(&[attribute("axes")])], "attribute `axes`");
    let error = onnx::read(&[int(1, 99), field(7, &graph)].concat()).unwrap_err().to_string();
    assert!(error.contains("ir_version 99"), "{error}");
    let sets = field(8, &int(2, 99));
    let error = onnx::read(&[int(1, 8), field(7, &graph), sets].concat()).unwrap_err().to_string();
    assert!(error.contains("operator set 99"), "{error}");
    for other in [&b""[..], b"tree\nversion=v4\n", b"{\"learner\":{}}", b"\x89STDF\r\n\x1a"] {
        assert!(onnx::read(other).is_err());
    }
}
