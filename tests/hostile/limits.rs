//! More of something than is read, and claims of more than there is.

use super::forge::{Forged, edited, golden, items, names, stage};
use super::{peak_of, refusal, refused, structure};
use steadfast::LoadOptions;
use steadfast::artifact::codec::Node;
use steadfast::artifact::{Limits, Record};
use steadfast::error::LoadError;

#[test]
fn stages_are_counted() {
    let many = |count: usize| {
        edited(&golden("smallest"), |body| {
            let stages = items(body, "pipeline");
            *stages = vec![stages[0].clone(); count];
        })
    };
    refused("5000 stages", &many(5000), "Limit", "stages");
    refused("one too many", &many(Record::MAX_STAGES + 1), "Limit", "stages");
    assert!(structure(&many(Record::MAX_STAGES)).is_ok());
    // Counted over all branches, not in each.
    let spread = edited(&golden("joins"), |body| {
        for branch in items(stage(body, "join"), "branches") {
            let Node::List(stages) = branch else { panic!("a branch is a list") };
            *stages = vec![stages[0].clone(); 3000];
        }
    });
    refused("3000 in each of two branches", &spread, "Limit", "stages");
}

#[test]
fn branches_nest_eight_deep() {
    let deep = |depth: usize| {
        edited(&golden("fills"), |body| {
            let mut nested = stage(body, "on").clone();
            let on = nested.clone();
            for _ in 1..depth {
                let mut outer = on.clone();
                items(&mut outer, "branches")[0] = Node::List(vec![nested]);
                nested = outer;
            }
            items(body, "pipeline")[0] = nested;
        })
    };
    assert!(structure(&deep(Record::MAX_DEPTH)).is_ok());
    refused("nine", &deep(Record::MAX_DEPTH + 1), "Limit", "depth of branches");
    refused("twenty", &deep(20), "Limit", "depth of branches");
    // Beyond what the header may nest at all.
    refused("a hundred", &deep(100), "Header", "recursion limit");
}

#[test]
fn lower_limits_are_kept() {
    let bytes = golden("smallest");
    let load = |limits: Limits| LoadOptions::new().limits(limits).from_bytes(&bytes);
    let sizes = Limits::default();
    let forged = Forged::of(&bytes);
    let header = forged.header.len() as u64;
    let cases = [
        (
            "artifact",
            Limits { total: bytes.len() as u64 - 1, ..sizes },
            Limits { total: bytes.len() as u64, ..sizes },
        ),
        ("header", Limits { header: header - 1, ..sizes }, Limits { header, ..sizes }),
        ("sections", Limits { sections: 12, ..sizes }, Limits { sections: 13, ..sizes }),
    ];
    for (what, below, enough) in cases {
        let error = refusal(what, load(below));
        assert!(
            matches!(&error, LoadError::Limit { what: found, .. } if *found == what),
            "{error}"
        );
        assert!(load(enough).is_ok(), "{what}");
    }
    let error = refusal("values", load(Limits { nodes: 100, ..sizes }));
    assert!(error.to_string().contains("more values than the limit"), "{error}");
    let stream = LoadOptions::new().limits(Limits { total: 100, ..sizes });
    let error = refusal("stream", stream.from_reader(&bytes[..]));
    assert_eq!(error, LoadError::Limit { what: "artifact", limit: 100, found: 101 });
    let endless = refusal("endless", stream.from_reader(std::io::repeat(0x89)));
    assert!(matches!(endless, LoadError::Limit { .. }), "{endless}");
}

/// Peak bytes a file may cost: a small multiple of its own, and what loading costs anyway.
fn allowed(bytes: &[u8]) -> usize {
    64 * bytes.len() + (1 << 20)
}

#[test]
fn loading_costs_a_small_multiple_of_the_bytes() {
    for name in names() {
        let bytes = golden(&name);
        let peak = peak_of(|| drop(LoadOptions::new().from_bytes(&bytes).unwrap()));
        assert!(peak <= allowed(&bytes), "{name}: {peak} bytes for {}", bytes.len());
        assert!(peak > bytes.len() / 8, "{name}: {peak} bytes: nothing was counted");
    }
}

#[test]
fn claims_are_not_believed() {
    let forged = Forged::of(&golden("smallest"));
    let mut files = Vec::new();
    for count in [1_u64 << 24, 1 << 32, 1 << 40, 1 << 61, u64::MAX] {
        for form in ["f64", "f32", "i64", "u64", "u32", "bool", "utf8"] {
            let bytes = if form == "utf8" { format!("\"bytes\":{count},") } else { String::new() };
            let entry = format!("[{{{bytes}\"count\":{count},\"form\":\"{form}\"}}");
            let from = "[{\"count\":20,\"form\":\"u64\"}";
            files.push(forged.replace(from, &entry).sealed());
        }
        files.push(forged.sealed_saying(count));
        files.push(forged.replace("\"rows\":32", &format!("\"rows\":{count}")).sealed());
        files.push(forged.replace("\"rows\":120", &format!("\"rows\":{count}")).sealed());
        let mut total = golden("smallest");
        total[16..24].copy_from_slice(&count.to_le_bytes());
        files.push(total);
    }
    for bytes in files {
        let peak = peak_of(|| drop(LoadOptions::new().from_bytes(&bytes)));
        assert!(peak <= allowed(&bytes), "{peak} bytes for {}", bytes.len());
    }
}

/// Headers made of the values that cost most for their length.
#[test]
fn crowded_headers_cost_a_small_multiple_of_their_bytes() {
    let forged = Forged::of(&golden("smallest"));
    for (name, value) in [
        ("numbers", "0"),
        ("lists", "[]"),
        ("records", "{}"),
        ("names", "{\"a\":0}"),
        ("texts", "\"\""),
    ] {
        let list = vec![value; 200_000].join(",");
        let header = format!("{{\"body\":[{list}],\"sections\":[]}}");
        let mut crowded = forged.header(header);
        crowded.sections.clear();
        let bytes = crowded.sealed();
        let peak = peak_of(|| {
            let error = refusal(name, structure(&bytes));
            assert!(matches!(error, LoadError::Header { .. }), "{name}: {error}");
        });
        assert!(peak <= allowed(&bytes), "{name}: {peak} bytes for {}", bytes.len());
    }
}
