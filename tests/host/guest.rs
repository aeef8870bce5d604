//! Guests written as text: a core module around the functions that a test is about, and answers as plain values.
//!
//! What a test does not write is filled in: memory, allocator, and every other function of the contract, which traps.
//! Answers are laid out in the guest's memory by the canonical ABI, read from the contract itself.

use std::fmt::Write as _;
use std::path::Path;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Resolve, SizeAlign, Type, TypeDefKind, WorldId, WorldItem};

/// A value of any type of the contract.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// Numbers, booleans and cases of an enum.
    Number(u64),
    Text(String),
    /// Text that need not be UTF-8, or a list of bytes.
    Bytes(Vec<u8>),
    List(Vec<Value>),
    Record(Vec<Value>),
    /// A case of a variant, an option (0 none, 1 some) or a result (0 ok, 1 error).
    Case(u8, Option<Box<Value>>),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(crate) fn none() -> Self {
        Self::Case(0, None)
    }

    pub(crate) fn ok(value: Value) -> Self {
        Self::Case(0, Some(Box::new(value)))
    }

    pub(crate) fn err(value: Value) -> Self {
        Self::Case(1, Some(Box::new(value)))
    }
}

/// The contract, as the compiler reads it.
pub(crate) struct Contract {
    resolve: Resolve,
    world: WorldId,
    sizes: SizeAlign,
}

impl Contract {
    pub(crate) fn current() -> Self {
        let mut resolve = Resolve::default();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("wit");
        let (package, _) = resolve.push_path(folder).expect("the contract parses");
        let world = resolve.select_world(&[package], None).expect("the contract has one world");
        let mut sizes = SizeAlign::default();
        sizes.fill(&resolve);
        Self { resolve, world, sizes }
    }

    fn functions(&self) -> impl Iterator<Item = &Function> {
        self.resolve.worlds[self.world].exports.values().filter_map(|item| match item {
            WorldItem::Function(function) => Some(function),
            _ => None,
        })
    }

    /// A component with the functions in `text`; each of `answers` is a function that returns that value, whatever
    /// it is given.
    pub(crate) fn component(&self, text: &str, answers: &[(&str, Value)]) -> Vec<u8> {
        let core = self.core_module(text, answers);
        let component =
            ComponentEncoder::default().validate(true).module(&core).and_then(|mut encoder| encoder.encode());
        component.expect("the test's module fits the contract")
    }

    /// The same as a core module with the contract's types, not yet a component.
    pub(crate) fn core_module(&self, text: &str, answers: &[(&str, Value)]) -> Vec<u8> {
        let mut core = wat::parse_str(self.module(text, answers)).expect("the test's text is a module");
        embed_component_metadata(&mut core, &self.resolve, self.world, StringEncoding::UTF8).expect("it is embedded");
        core
    }

    /// Where, in what `function` is given, the length of its last parameter stands, which is a list.
    pub(crate) fn offset_of_last_length(&self, function: &str) -> usize {
        let function = self.functions().find(|f| f.name == function).expect("the contract has it");
        let types: Vec<Type> = function.params.iter().map(|parameter| parameter.ty).collect();
        let (last, _) = self.sizes.field_offsets(&types).pop().expect("it has parameters");
        last.size_wasm32() + 4
    }

    fn module(&self, text: &str, answers: &[(&str, Value)]) -> String {
        let mut memory = Image { contract: self, bytes: vec![0; Image::BASE] };
        let mut out = String::from("(module\n");
        for function in self.functions() {
            if text.contains(&format!("(export \"{}\")", function.name)) {
                continue;
            }
            let answer = answers.iter().find(|(name, _)| *name == function.name);
            let body = match answer {
                Some((_, value)) => {
                    let result = function.result.as_ref().expect("every function of the contract returns something");
                    format!("(i32.const {})", memory.answer(result, value))
                }
                None => "unreachable".to_owned(),
            };
            let signature = self.resolve.wasm_signature(AbiVariant::GuestExport, function);
            let _ = write!(out, "(func (export \"{}\")", function.name);
            for parameter in &signature.params {
                let _ = write!(out, " (param {})", wasm_type(*parameter));
            }
            let _ = writeln!(out, " (result i32) {body})");
        }
        let data: String = memory.bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        let end = memory.bytes.len().next_multiple_of(16);
        let pages = end.div_ceil(65_536) + 1;
        let _ = writeln!(out, "(memory (export \"memory\") {pages}) (data (i32.const 0) \"{data}\")");
        let allocator = if text.contains("(export \"cabi_realloc\")") { "" } else { ALLOCATOR };
        let _ = writeln!(out, "(global $end (mut i32) (i32.const {end}))\n{allocator}\n{text})");
        out
    }
}

/// Never frees, aligns to 16, grows by what is asked for.
const ALLOCATOR: &str = r#"
(func (export "cabi_realloc") (param $old i32) (param $old_size i32) (param $align i32) (param $size i32) (result i32)
  (local $at i32)
  (local.set $at (global.get $end))
  (global.set $end (i32.and (i32.add (i32.add (global.get $end) (local.get $size)) (i32.const 15)) (i32.const -16)))
  (block $fits (loop $more
    (br_if $fits (i32.le_u (global.get $end) (i32.mul (memory.size) (i32.const 65536))))
    (br_if $more (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))
    unreachable))
  (local.get $at))"#;

fn wasm_type(ty: WasmType) -> &'static str {
    match ty {
        WasmType::I64 | WasmType::PointerOrI64 => "i64",
        WasmType::F32 => "f32",
        WasmType::F64 => "f64",
        WasmType::I32 | WasmType::Pointer | WasmType::Length => "i32",
    }
}

/// The guest's memory from address 0; answers are appended.
struct Image<'a> {
    contract: &'a Contract,
    bytes: Vec<u8>,
}

impl Image<'_> {
    const BASE: usize = 1024;

    /// Puts `value` and what hangs on it; gives its address.
    fn answer(&mut self, ty: &Type, value: &Value) -> usize {
        let at = self.reserve(self.size(ty), self.align(ty));
        self.store(ty, value, at);
        at
    }

    fn size(&self, ty: &Type) -> usize {
        self.contract.sizes.size(ty).size_wasm32()
    }

    fn align(&self, ty: &Type) -> usize {
        self.contract.sizes.align(ty).align_wasm32()
    }

    fn reserve(&mut self, size: usize, align: usize) -> usize {
        let at = self.bytes.len().next_multiple_of(align);
        self.bytes.resize(at + size, 0);
        at
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn store(&mut self, ty: &Type, value: &Value, at: usize) {
        match (ty, value) {
            (Type::Id(id), _) => {
                let kind = self.contract.resolve.types[*id].kind.clone();
                self.store_kind(&kind, value, at);
            }
            (Type::String, Value::Text(text)) => self.store_bytes(text.as_bytes(), at),
            (Type::String, Value::Bytes(bytes)) => self.store_bytes(bytes, at),
            (_, Value::Number(number)) => {
                let size = self.size(ty);
                self.put(at, &number.to_le_bytes()[..size]);
            }
            _ => panic!("{value:?} is no {ty:?}"),
        }
    }

    fn store_bytes(&mut self, bytes: &[u8], at: usize) {
        let address = self.reserve(bytes.len(), 1);
        self.put(address, bytes);
        self.pointer(at, address, bytes.len());
    }

    fn pointer(&mut self, at: usize, address: usize, length: usize) {
        self.put(at, &(address as u32).to_le_bytes());
        self.put(at + 4, &(length as u32).to_le_bytes());
    }

    fn store_kind(&mut self, kind: &TypeDefKind, value: &Value, at: usize) {
        match (kind, value) {
            (TypeDefKind::Type(inner), _) => self.store(inner, value, at),
            (TypeDefKind::List(_), Value::Bytes(bytes)) => self.store_bytes(bytes, at),
            (TypeDefKind::List(item), Value::List(items)) => {
                let size = self.size(item);
                let address = self.reserve(size * items.len(), self.align(item));
                for (i, value) in items.iter().enumerate() {
                    self.store(item, value, address + i * size);
                }
                self.pointer(at, address, items.len());
            }
            (TypeDefKind::Record(record), Value::Record(values)) => {
                assert_eq!(record.fields.len(), values.len(), "fields of {record:?}");
                let types: Vec<Type> = record.fields.iter().map(|field| field.ty).collect();
                self.store_fields(&types, values, at);
            }
            (TypeDefKind::Tuple(tuple), Value::Record(values)) => self.store_fields(&tuple.types.clone(), values, at),
            (TypeDefKind::Enum(_) | TypeDefKind::Flags(_), Value::Number(number)) => self.put(at, &[*number as u8]),
            (TypeDefKind::Variant(variant), Value::Case(case, payload)) => {
                let cases: Vec<Option<Type>> = variant.cases.iter().map(|case| case.ty).collect();
                self.store_case(&cases, *case, payload.as_deref(), at);
            }
            (TypeDefKind::Option(some), Value::Case(case, payload)) => {
                self.store_case(&[None, Some(*some)], *case, payload.as_deref(), at);
            }
            (TypeDefKind::Result(result), Value::Case(case, payload)) => {
                self.store_case(&[result.ok, result.err], *case, payload.as_deref(), at);
            }
            _ => panic!("{value:?} is no {kind:?}"),
        }
    }

    fn store_fields(&mut self, types: &[Type], values: &[Value], at: usize) {
        let offsets: Vec<usize> =
            self.contract.sizes.field_offsets(types).into_iter().map(|(offset, _)| offset.size_wasm32()).collect();
        for ((ty, value), offset) in types.iter().zip(values).zip(offsets) {
            self.store(ty, value, at + offset);
        }
    }

    fn store_case(&mut self, cases: &[Option<Type>], case: u8, payload: Option<&Value>, at: usize) {
        self.put(at, &[case]);
        let offset = self.contract.sizes.payload_offset(wit_parser::Int::U8, cases.iter().map(Option::as_ref));
        match (cases.get(usize::from(case)).copied().flatten(), payload) {
            (Some(ty), Some(value)) => self.store(&ty, value, at + offset.size_wasm32()),
            (None, None) => {}
            // A case that the contract does not have, or without its payload, is what some tests are about.
            _ => {}
        }
    }
}
