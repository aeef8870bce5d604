//! Whether a value is what a place expects.

mod conditions;

use crate::cx::{Cx, Ev, R, Stop};
use crate::value::{Cell, Distinct, Map, Record, Value, quoted, weight};
use conditions::has_condition;
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_secret::Kind;
use dlc_sema::Diag;
use dlc_sema::schema;
use dlc_sema::ty::{Prim, Ty};
use std::sync::Arc;

impl<'db> Cx<'db> {
    /// Checks that a value is what is expected, conditions included. Lists become sets where a set is expected, and
    /// open data loses its types.
    pub(crate) fn fit(&self, ev: Ev<'db>, ty: &Ty, place: Origin) -> R<Ev<'db>> {
        let ev = match ev {
            Ev::Module(_) => self.module_value(ev, place)?,
            ev => ev,
        };
        match &ev {
            Ev::Frame(frame) => {
                let fits = frame.map.is_some() && crate::frame::map_of(ty).is_some()
                    || frame.schema.is_some_and(|schema| self.schema_fits(&schema.this, ty))
                    || matches!(ty.peeled(), Ty::Error);
                if !fits {
                    let cell = self.force(ev)?;
                    return Err(self.mismatch(&cell.value, ty, place));
                }
                if !has_condition(ty) {
                    return Ok(ev);
                }
            }
            Ev::Group(_) => return Ok(ev),
            Ev::Item(item)
                if matches!(ty.peeled(), Ty::Prim(Prim::Profile)) && item.kind == dlc_sema::hir::ItemKind::Profile =>
            {
                return self.profile(item, &[], place);
            }
            _ => {}
        }
        let keep = match &ev {
            Ev::Frame(_) => Some(ev.clone()),
            _ => None,
        };
        let cell = self.force(ev)?;
        let cell = self.convert(cell, ty, place)?;
        self.conditions(&cell, ty, place)?;
        Ok(keep.unwrap_or(Ev::Cell(cell)))
    }

    /// A key of a map, read from its text as the map expects it.
    pub(crate) fn fit_key(&self, text: Cell, ty: &Ty, place: Origin) -> R<Ev<'db>> {
        let Value::Str(key) = &text.value else { return self.fit(Ev::Cell(text), ty, place) };
        if ty.has_symbol(key) {
            return Ok(Ev::Cell(Cell::new(Value::Symbol(key.clone()), text.origin)));
        }
        let read = ty.find(&mut |member| if let Ty::Prim(prim) = member { read_text(key, *prim) } else { None });
        if let Some(value) = read {
            return self.fit(Ev::Cell(Cell::new(value, text.origin)), ty, place);
        }
        self.fit(Ev::Cell(text), ty, place)
    }

    fn convert(&self, cell: Cell, ty: &Ty, place: Origin) -> R<Cell> {
        let origin = if cell.origin == Origin::NOWHERE { place } else { cell.origin };
        if ty.is_data() {
            self.steps(weight::inside(&cell.value, 1 << 20), place)?;
            let value = open(&cell.value).map_err(|why| self.error("type-mismatch", place, why))?;
            return Ok(Cell::new(value, origin));
        }
        if let Value::List(items) | Value::Set(items) = &cell.value {
            let wanted = ty.find(&mut |m| match m {
                Ty::List(item) => Some((&**item, false)),
                Ty::Set(item) => Some((&**item, true)),
                _ => None,
            });
            if let Some((item_ty, set)) = wanted {
                return self.items(items, item_ty, set, origin);
            }
        }
        if let Value::Map(map) = &cell.value
            && let Some(wanted) = ty.find(&mut |m| if let Ty::Map(map) = m { Some(map) } else { None })
        {
            return self.map(map, &wanted.0, &wanted.1, origin);
        }
        if let Value::Int(n) = cell.value
            && ty.any(|m| matches!(m, Ty::Prim(Prim::Cpu)))
            && !ty.any(|m| matches!(m, Ty::Prim(Prim::Int)))
        {
            // Whole processors are written as a plain number.
            let milli = u64::try_from(n).ok().and_then(|n| n.checked_mul(1000));
            return match milli {
                Some(milli) => Ok(Cell::new(Value::Cpu(milli), origin)),
                None => Err(self.mismatch(&cell.value, ty, place)),
            };
        }
        if ty.any(|m| self.fits_one(&cell.value, m)) {
            return Ok(Cell { origin, ..cell });
        }
        // Open data fits where nothing narrower does.
        if ty.any(Ty::is_data)
            && let Ok(value) = open(&cell.value)
        {
            return Ok(Cell::new(value, origin));
        }
        Err(self.mismatch(&cell.value, ty, place))
    }

    fn items(&self, items: &[Cell], ty: &Ty, set: bool, origin: Origin) -> R<Cell> {
        self.steps(items.len(), origin)?;
        let mut out: Vec<Cell> = Vec::with_capacity(items.len());
        for item in items {
            let Ev::Cell(fitted) = self.fit(Ev::Cell(item.clone()), ty, item.origin)? else { return Err(Stop) };
            out.push(fitted);
        }
        if set {
            // What has no text is compared with each other.
            let bulky = out.iter().filter(|cell| cell.value.to_text().is_none()).count();
            self.steps(bulky.saturating_mul(bulky), origin)?;
            out = out.iter().collect::<Distinct>().into_items();
        }
        let value = if set { Value::Set(out.into()) } else { Value::List(out.into()) };
        Ok(Cell::new(value, origin))
    }

    fn map(&self, map: &Map, key_ty: &Ty, value_ty: &Ty, origin: Origin) -> R<Cell> {
        self.steps(map.len(), origin)?;
        let mut entries = Vec::with_capacity(map.len());
        for (text, key, value) in map.iter() {
            if value.value == Value::Poison {
                entries.push((text.clone(), key.clone(), value.clone()));
                continue;
            }
            let Ev::Cell(key) = self.fit_key(key.clone(), key_ty, key.origin)? else { return Err(Stop) };
            let Ev::Cell(value) = self.fit(Ev::Cell(value.clone()), value_ty, value.origin)? else { return Err(Stop) };
            entries.push((text.clone(), key, value));
        }
        Ok(Cell::new(Value::Map(Arc::new(Map::new(entries))), origin))
    }

    /// Whether a value is of a type, conditions aside.
    pub(crate) fn fits(&self, value: &Value, ty: &Ty) -> bool {
        ty.any(|member| self.fits_one(value, member))
    }

    fn fits_one(&self, value: &Value, ty: &Ty) -> bool {
        match (ty, value) {
            (Ty::Error, _) | (_, Value::Poison) | (Ty::None, Value::None) => true,
            (Ty::Prim(Prim::Target), Value::Record(record)) => record
                .schema
                .as_ref()
                .is_some_and(|s| schema::target_options(self.db, &s.name).is_some_and(|t| t.no == s.no)),
            (Ty::Prim(Prim::Profile), Value::Profile(_)) => true,
            (Ty::Secret(inner), Value::Secret(recipe)) => hides(inner, recipe.kind),
            (Ty::Prim(prim), value) => is_prim(value, *prim),
            (Ty::Symbol(name), Value::Symbol(symbol)) => name == symbol,
            (Ty::Schema(_), Value::Record(record)) => record.schema.as_ref().is_some_and(|s| self.schema_fits(s, ty)),
            (Ty::Schema(_), Value::Ref(reference)) => self.schema_fits(&reference.schema, ty),
            (Ty::List(item) | Ty::Set(item), Value::List(items) | Value::Set(items)) => {
                items.iter().all(|i| self.fits(&i.value, item))
            }
            (Ty::Map(map), Value::Map(value)) => value.iter().all(|(_, _, v)| self.fits(&v.value, &map.1)),
            (Ty::Range(item), Value::Range(range)) => self.fits(&range.0, item) && self.fits(&range.1, item),
            (Ty::Artifact(_), Value::Str(_)) => true,
            _ => false,
        }
    }

    fn schema_fits(&self, found: &dlc_sema::ty::SchemaRef, ty: &Ty) -> bool {
        ty.any(|member| match member {
            Ty::Error => true,
            Ty::Schema(wanted) => wanted.no == found.no || self.schema(found).is_some_and(|s| s.is(wanted.no)),
            Ty::Prim(Prim::Target) => schema::target_options(self.db, &found.name).is_some_and(|t| t.no == found.no),
            _ => false,
        })
    }

    /// The value is of another type.
    pub(crate) fn mismatch(&self, value: &Value, ty: &Ty, place: Origin) -> Stop {
        let symbols = ty.symbols();
        let diag = |message: String| Diag::error("type-mismatch", place, message);
        if let Value::Str(text) = value
            && symbols.contains(&text)
        {
            return self.report(
                diag(format!("\"{text}\" is a text, and a symbol is expected"))
                    .hint(format!("write {text}"))
                    .fix(place, text.as_str()),
            );
        }
        if let Value::Symbol(name) = value {
            let error = Diag::error("unknown-symbol", place, format!("no {} `{name}`", show(ty)));
            return self.report(match nearest(name, symbols.iter().map(|s| s.as_str())) {
                Some(near) => error.hint(format!("did you mean `{near}`?")).fix(place, near),
                None => error,
            });
        }
        if matches!(value, Value::None) {
            return self.report(diag(format!("expected {}, found none", show(ty))));
        }
        let takes_list = |m: &&Ty| matches!(m, Ty::List(_) | Ty::Set(_));
        if let Some(Ty::List(item) | Ty::Set(item)) = ty.members().into_iter().find(takes_list)
            && self.fits(value, item)
            && let Some(text) = value.to_text()
        {
            return self.report(
                diag(format!("expected a list, found {}", value.describe())).hint(format!("write `[{text}]`")),
            );
        }
        let diag = diag(format!("expected {}, found {}", show(ty), value.describe()));
        if let Value::Secret(_) = value {
            return self
                .report(diag.hint("a secret stands where `Secret<…>` does; `expose(…, reason = \"…\")` lets it out"));
        }
        if ty.any(|m| matches!(m, Ty::Secret(_))) {
            return self.report(diag.hint("`secret(\"NAME\")`, `secrets(\"…\")` or `file(\"…\").secret`"));
        }
        self.report(match value {
            Value::Str(text) if reads_as(text, ty) => diag.hint(format!("write {text}")).fix(place, text.as_str()),
            _ => diag,
        })
    }
}

/// Whether what a secret is sealed as may be of a type. A number and a truth value have a text.
fn hides(ty: &Ty, kind: Kind) -> bool {
    ty.any(|m| match m {
        Ty::Error | Ty::Prim(Prim::Data) => true,
        Ty::Prim(Prim::Bytes) => matches!(kind, Kind::Bytes | Kind::Text),
        Ty::Prim(Prim::Int) => kind == Kind::Int,
        Ty::Prim(Prim::Bool) => kind == Kind::Bool,
        Ty::Prim(prim) => prim.is_text() && kind != Kind::Bytes,
        _ => false,
    })
}

/// Whether a text would be what is expected, if it had no quotes.
fn reads_as(text: &str, ty: &Ty) -> bool {
    ty.members().into_iter().any(|m| matches!(m, Ty::Prim(prim) if read_text(text, *prim).is_some()))
}

/// A type for a message: enums as their symbols, long ones cut.
fn show(ty: &Ty) -> String {
    let text = ty.to_string();
    if text.len() > 60 { format!("{}…", text.chars().take(60).collect::<String>()) } else { text }
}

/// Whether a scalar is of one of the language's own types.
pub(crate) fn is_prim(value: &Value, prim: Prim) -> bool {
    match (prim, value) {
        (Prim::Url, Value::Str(text)) => dlc_sema::ty::is_url(text),
        (prim, Value::Str(_)) => prim.is_text(),
        (Prim::Bool, Value::Bool(_))
        | (Prim::Int, Value::Int(_))
        | (Prim::Bytes, Value::Bytes(_))
        | (Prim::Size, Value::Size(_))
        | (Prim::Duration, Value::Duration(_))
        | (Prim::Cpu, Value::Cpu(_))
        | (Prim::Ip, Value::Ip(_))
        | (Prim::Cidr, Value::Cidr(..))
        | (Prim::Endpoint, Value::Endpoint(..))
        | (Prim::Mac, Value::Mac(_))
        | (Prim::Uuid, Value::Uuid(_))
        | (Prim::Digest, Value::Digest(_))
        | (Prim::Mode, Value::Mode(_))
        | (Prim::Version, Value::Version(_))
        | (Prim::Profile, Value::Profile(_)) => true,
        // Whole numbers of processors.
        (Prim::Cpu, Value::Int(n)) => *n >= 0,
        (Prim::Data, value) => open(value).is_ok(),
        _ => false,
    }
}

/// Text read as a type of its own, for keys and data from files.
pub(crate) fn read_text(text: &str, prim: Prim) -> Option<Value> {
    use dlc_syntax::literal::{self, Literal};
    Some(match prim {
        Prim::Version => Value::Version(literal::read_version(text).ok()?.into()),
        Prim::Ip => Value::Ip(literal::read_ip(text).ok()?),
        Prim::Cidr => literal::read_cidr(text).ok().map(|(ip, prefix)| Value::Cidr(ip, prefix))?,
        Prim::Mac => Value::Mac(crate::value::Mac::new(&literal::read_mac(text).ok()?)),
        Prim::Uuid => Value::Uuid(literal::read_uuid(text).ok()?.into()),
        Prim::Digest => Value::Digest(literal::read_digest(text).ok()?.into()),
        Prim::Size => Value::Size(literal::read_size(text).ok()?),
        Prim::Duration => Value::Duration(literal::read_duration(text).ok()?),
        Prim::Mode => Value::Mode(literal::read_mode(text).ok()?),
        Prim::Endpoint => literal::read_endpoint(text).ok().map(|(ip, port)| Value::Endpoint(ip, port))?,
        Prim::Int => match literal::read(text).ok()? {
            Literal::Int(i) => Value::Int(i),
            _ => return None,
        },
        _ => return None,
    })
}

/// A value as open data: addresses, MACs, versions and digests become text.
fn open(value: &Value) -> Result<Value, String> {
    Ok(match value {
        Value::None | Value::Bool(_) | Value::Int(_) | Value::Str(_) | Value::Secret(_) | Value::Poison => {
            value.clone()
        }
        Value::Ip(_)
        | Value::Cidr(..)
        | Value::Endpoint(..)
        | Value::Mac(_)
        | Value::Version(_)
        | Value::Digest(_)
        | Value::Uuid(_) => Value::Str(value.to_text().unwrap_or_default()),
        Value::Size(_) => {
            return Err("a size in open data has no unit that its reader knows: write `.mib` or `.bytes`".to_owned());
        }
        Value::Duration(_) => {
            return Err("a duration in open data has no unit that its reader knows: write `.s` or `.ms`".to_owned());
        }
        Value::Mode(_) | Value::Cpu(_) => {
            return Err(format!("{} in open data: quote it as its reader expects it", value.describe()));
        }
        Value::Symbol(name) => return Err(format!("`{name}` in open data is a bare symbol: write {}", quoted(name))),
        Value::List(items) | Value::Set(items) => {
            let cells: Result<Vec<Cell>, String> =
                items.iter().map(|c| Ok(Cell::new(open(&c.value)?, c.origin))).collect();
            Value::List(cells?.into())
        }
        Value::Map(map) => {
            let entries: Result<Vec<_>, String> =
                map.iter().map(|(t, k, v)| Ok((t.clone(), k.clone(), Cell::new(open(&v.value)?, v.origin)))).collect();
            Value::Map(Arc::new(Map::new(entries?)))
        }
        Value::Record(record) if record.schema.is_none() => {
            let Record { fields, .. } = &**record;
            let entries: Result<Vec<_>, String> = fields
                .iter()
                .map(|(name, v)| {
                    Ok((
                        name.clone(),
                        Cell::new(Value::Str(name.clone()), v.origin),
                        Cell::new(open(&v.value)?, v.origin),
                    ))
                })
                .collect();
            Value::Map(Arc::new(Map::new(entries?)))
        }
        other => return Err(format!("{} is no open data", other.describe())),
    })
}
