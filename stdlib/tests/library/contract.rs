//! The contract mirrors the schemas: the same names, `_` here for `-` there.

use crate::checkout;
use crate::schemas::Library;
use crate::wit::Wit;
use dlc_stdlib::FILES;
use std::collections::BTreeSet;

/// Records that no schema stands for.
const NO_SCHEMA: &[(&str, &str)] = &[
    ("description", "what a target says of itself"),
    ("node-task", "a call"),
    ("lab-task", "a call; its teams, manifests and outputs are fields of the lab"),
    ("promise", "made of fields of type Artifact"),
    ("target-promise", "made of fields of type Artifact"),
    ("digest", "made of what targets return"),
    ("peer", "a node, as far as others may know it"),
    ("rendered", "an answer"),
    ("artifact", "an answer"),
    ("secret-segment", "an answer"),
    ("blob-segment", "an answer"),
    ("trace", "an answer"),
    ("diagnostic", "an answer"),
    ("remark", "an answer"),
    ("contribution", "an answer, made of records that are listed"),
    ("machine-summary", "a node, as far as a call for the lab may know it"),
    ("boot-section", "of a node"),
    ("login-section", "of a node"),
    ("blob", "a value of type Bytes"),
    ("ip-range", "a value of type Range<Ip>"),
    ("int-range", "a value of type Range<Int>"),
    ("setting", "an entry of the map `sysctl`"),
    ("label", "an entry of the map `labels`"),
    ("variable", "an entry of the map `environment`"),
];

/// Records whose schema has another name.
const RENAMED: &[(&str, &str)] = &[("lab-host", "Host"), ("system-memory", "Memory")];

/// Fields that no schema has.
const NO_FIELD: &[(&str, &str, &str)] = &[
    ("node", "title", "only of a menu machine: MenuMachine.title"),
    ("system", "name", "the name of the schema"),
    ("system", "options", "the fields that the system's own schema adds"),
    ("argument", "name", "the key in the map `arguments`"),
];

/// Fields that carry a variant or an enum and are written otherwise in a lab.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("interface", "ip", "an address stands for itself"),
    ("file", "contents", "text, bytes and secrets stand for themselves"),
];

fn wit() -> Wit {
    let text = std::fs::read_to_string(checkout("plugins/wit/0.1/types.wit")).expect("the contract");
    Wit::read(&text)
}

/// The schema that stands for a record: `registry-cache` is `RegistryCache`, a case of a union keeps its name.
fn schema_of(library: &Library, record: &str) -> Option<String> {
    if let Some((_, schema)) = RENAMED.iter().find(|(from, _)| *from == record) {
        return Some((*schema).to_owned());
    }
    let camel: String = record.split('-').map(|part| part[..1].to_ascii_uppercase() + &part[1..]).collect();
    let snake = record.replace('-', "_");
    [camel, snake].into_iter().find(|name| library.has(name))
}

#[test]
fn every_record_of_the_contract_has_its_schema() {
    let (library, wit) = (Library::of(FILES), wit());
    assert!(wit.records.contains_key("node") && wit.records.contains_key("lab"));
    let exempt = |record: &str| NO_SCHEMA.iter().any(|(name, _)| *name == record);
    let missing: Vec<&String> =
        wit.records.keys().filter(|record| !exempt(record) && schema_of(&library, record).is_none()).collect();
    assert!(missing.is_empty(), "no schema for {missing:?}");
}

#[test]
fn every_field_of_the_contract_has_its_field() {
    let (library, wit) = (Library::of(FILES), wit());
    let exempt = |record: &str, field: &str| NO_FIELD.iter().any(|(r, f, _)| (*r, *f) == (record, field));
    let mut missing = Vec::new();
    let mut seen = 0;
    for (record, fields) in &wit.records {
        let Some(schema) = schema_of(&library, record) else { continue };
        for (field, _) in fields.iter().filter(|(field, _)| !exempt(record, field)) {
            seen += 1;
            if library.field(&schema, &field.replace('-', "_")).is_none() {
                missing.push(format!("{schema}.{}", field.replace('-', "_")));
            }
        }
    }
    assert!(seen > 200, "only {seen} fields were looked at");
    assert!(missing.is_empty(), "{missing:#?}");
    for field in ["teams", "manifests", "outputs", "targets"] {
        assert!(library.field("Lab", field).is_some(), "Lab.{field}");
    }
}

#[test]
fn enums_and_variants_of_the_contract_have_the_same_words_in_the_language() {
    let (library, wit) = (Library::of(FILES), wit());
    let otherwise = |record: &str, field: &str| OTHERWISE.iter().any(|(r, f, _)| (*r, *f) == (record, field));
    let mut differ = Vec::new();
    for (record, fields) in &wit.records {
        let Some(schema) = schema_of(&library, record) else { continue };
        for (field, ty) in fields.iter().filter(|(field, _)| !otherwise(record, field)) {
            let Some(cases) = wit.cases.get(Wit::inner(ty)) else { continue };
            // Contents of every other field are text that may be secret.
            if Wit::inner(ty) == "contents" {
                continue;
            }
            let Some(ty) = library.field(&schema, &field.replace('-', "_")) else { continue };
            let expected: BTreeSet<String> = cases.iter().map(|case| case.replace('-', "_")).collect();
            let found = library.words(&ty);
            if expected != found {
                differ.push(format!("{schema}.{field}: {expected:?} there, {found:?} here"));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn every_exception_is_still_one() {
    let (library, wit) = (Library::of(FILES), wit());
    for (record, reason) in NO_SCHEMA {
        assert!(wit.records.contains_key(*record) && schema_of(&library, record).is_none(), "{record}: {reason}");
    }
    for (record, field, reason) in NO_FIELD {
        let there = wit.records[*record].iter().any(|(name, _)| name == field);
        let schema = schema_of(&library, record).expect("a schema");
        assert!(there && library.field(&schema, field).is_none(), "{record}.{field}: {reason}");
    }
    for (record, field, reason) in OTHERWISE {
        let there = wit.records[*record].iter().any(|(name, _)| name == field);
        assert!(there, "{record}.{field}: {reason}");
    }
}
