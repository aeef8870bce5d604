use super::*;
use crate::value::{Mac, Map};
use dlc_db::{Content, Database, Library, System};
use dlc_sema::builtins::{Builtin, Of};
use dlc_sema::ty::Prim;
use std::sync::Arc;

struct OneFile;

impl System for OneFile {
    fn read(&self, path: &str) -> Content {
        match path {
            "data.json" => Content::Bytes(Arc::from(&b"[1, 2]"[..])),
            _ => Content::Missing,
        }
    }
}

fn cell(value: Value) -> Cell {
    Cell::new(value, Origin::NOWHERE)
}

fn text(text: &str) -> Value {
    Value::Str(text.into())
}

/// A value of each receiver, with a text in it wherever there is one.
fn sample(receiver: Receiver) -> Value {
    let ip = IpAddr::V4([10, 0, 0, 0].into());
    match receiver {
        Receiver::List => Value::List([cell(text("a")), cell(text("b"))].into()),
        Receiver::Map => Value::Map(Arc::new(Map::new([("a".into(), cell(text("a")), cell(Value::Int(1)))]))),
        Receiver::Range => Value::Range(Arc::new((Value::Int(1), Value::Int(3)))),
        Receiver::Text => text("/a/b"),
        Receiver::Cidr => Value::Cidr(ip, 24),
        Receiver::Ip => Value::Ip(ip),
        Receiver::Endpoint => Value::Endpoint([10, 0, 0, 1].into(), 80),
        Receiver::Mac => Value::Mac(Mac::new(&[2, 0, 0, 0, 0, 1])),
        Receiver::Size => Value::Size(1 << 30),
        Receiver::Duration => Value::Duration(3_600_000),
        Receiver::Version => Value::Version("1.2.3".into()),
        Receiver::File => Value::File("data.json".into()),
    }
}

/// An argument that a parameter of this type takes.
fn argument(of: Of) -> Cell {
    cell(match of {
        Of::Prim(Prim::Int) => Value::Int(1),
        Of::Prim(Prim::Ip) => Value::Ip(IpAddr::V4([10, 0, 0, 7].into())),
        Of::Prim(Prim::Str) | Of::Item => text("a"),
        Of::ListOf(Prim::Str) => Value::List([cell(text("/a"))].into()),
        other => panic!("no sample of {other:?}"),
    })
}

fn ask(builtin: &Builtin) -> Result<Value, Vec<String>> {
    let db = Database::new(OneFile, Library::default());
    let cx = Cx::new(&db, None, false);
    let receiver = cell(sample(builtin.receiver));
    let result = match builtin.params {
        None => property(&cx, &receiver, builtin.name, None, Origin::NOWHERE),
        Some(params) => {
            let args: Vec<Cell> = params.iter().map(|param| argument(param.ty)).collect();
            method(&cx, &receiver, builtin.name, &args, None, Origin::NOWHERE)
        }
    };
    match result {
        Ok(Some(value)) => Ok(value),
        _ => Err(cx.into_diags().into_iter().map(|diag| format!("{}: {}", diag.code, diag.message)).collect()),
    }
}

#[test]
fn everything_in_the_table_gives_what_the_table_says() {
    for builtin in table::ALL {
        let value = ask(builtin).unwrap_or_else(|why| panic!("{builtin:?}: {why:?}"));
        let fits = match builtin.result {
            Of::Prim(prim) => crate::fit::is_prim(&value, prim),
            Of::ListOf(prim) => value.items().is_some_and(|i| i.iter().all(|c| crate::fit::is_prim(&c.value, prim))),
            Of::Items | Of::Inner | Of::Keys | Of::Values => value.items().is_some(),
            Of::Secret => matches!(value, Value::Secret(_)),
            Of::Item | Of::Expected => true,
        };
        assert!(fits, "{builtin:?} gave {value:?}");
    }
}

#[test]
fn a_method_is_no_property_and_a_property_no_method() {
    let db = Database::new(OneFile, Library::default());
    let cx = Cx::new(&db, None, false);
    let list = cell(sample(Receiver::List));
    assert_eq!(property(&cx, &list, "join", None, Origin::NOWHERE), Ok(None));
    assert_eq!(method(&cx, &list, "count", &[], None, Origin::NOWHERE), Ok(None));
}
