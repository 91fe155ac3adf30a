//! From a tree into a type, with every fault at its place.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::fault::{Fault, Kind, Names, Spot};
use super::node::{Node, Value, at, name};
use super::stand_in::StandIn;

/// What was put right, so that the rest can be looked at.
#[derive(Debug, Default)]
pub(super) struct Repairs {
    /// Keys that are passed over.
    passed: BTreeSet<Spot>,
    /// Keys that are added to the map at a place.
    added: BTreeMap<Spot, Vec<&'static str>>,
    /// Values that get a stand-in.
    replaced: BTreeSet<Spot>,
}

impl Repairs {
    /// Puts it right; `false` when that was tried already, and did not help.
    pub(super) fn mend(&mut self, fault: &Fault) -> bool {
        let Some(at) = fault.at else { return false };
        match &fault.kind {
            Kind::UnknownKey { .. } | Kind::Twice(_) => self.passed.insert(at),
            Kind::MissingKey(key) => {
                let added = self.added.entry(at).or_default();
                let is_new = !added.contains(key);
                added.push(key);
                is_new
            }
            Kind::UnknownName { .. } | Kind::NoDay(_) | Kind::Wrong(_) => self.replaced.insert(at),
        }
    }
}

/// Reads one node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    node: &'a Node,
    repairs: &'a Repairs,
}

impl<'a> Reader<'a> {
    pub(super) fn new(node: &'a Node, repairs: &'a Repairs) -> Reader<'a> {
        Reader { node, repairs }
    }

    /// What stands in for the value, when it was no use.
    fn stand_in(self) -> Option<StandIn> {
        self.repairs.replaced.contains(&at(self.node)).then_some(StandIn)
    }

    fn placed<T>(self, read: Result<T, Fault>) -> Result<T, Fault> {
        read.map_err(|fault| fault.or_at(at(self.node)))
    }

    fn list<'de, V: Visitor<'de>>(self, nodes: &[Node], visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(List { nodes: nodes.iter(), repairs: self.repairs })
    }

    fn map<'de, V: Visitor<'de>>(
        self,
        entries: &[(Node, Node)],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let added = self.repairs.added.get(&at(self.node)).map_or(&[][..], Vec::as_slice);
        visitor.visit_map(Map {
            begins: at(self.node),
            entries: entries.iter(),
            added: added.iter(),
            seen: BTreeSet::new(),
            value: None,
            repairs: self.repairs,
        })
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Nothing => visitor.visit_unit(),
            Value::Flag(flag) => visitor.visit_bool(*flag),
            Value::Number(number) => match u64::try_from(*number) {
                Ok(number) => visitor.visit_u64(number),
                Err(_) => visitor.visit_i64(*number),
            },
            Value::Fraction(number) => visitor.visit_f64(*number),
            Value::Text(text) => visitor.visit_str(text),
            Value::List(nodes) => self.list(nodes, visitor),
            Value::Map(entries) => self.map(entries, visitor),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Flag(_) | Value::Number(_) | Value::Fraction(_) => {
                visitor.visit_string(name(self.node))
            }
            Value::Text(text) => visitor.visit_str(text).map_err(|fault: Fault| match fault.kind {
                // Of our own texts only days are anything but text.
                Kind::Wrong(_) => Fault::of(Kind::NoDay(text.clone())),
                _ => fault,
            }),
            _ => self.any(visitor),
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.stand_in() {
            Some(stand_in) => stand_in.deserialize_any(visitor),
            None => self.placed(self.any(visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let read = match self.stand_in() {
            Some(stand_in) => stand_in.deserialize_str(visitor),
            None => self.text(visitor),
        };
        self.placed(read)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.stand_in() {
            Some(stand_in) => stand_in.deserialize_bool(visitor),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.stand_in() {
            Some(stand_in) => stand_in.deserialize_u8(visitor),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.stand_in() {
            Some(stand_in) => stand_in.deserialize_u16(visitor),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.placed(visitor.visit_string(name(self.node)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match &self.node.value {
            Value::Nothing => visitor.visit_none(),
            _ if self.stand_in().is_some() => visitor.visit_none(),
            _ => self.placed(visitor.visit_some(self)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.placed(visitor.visit_newtype_struct(self))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let read = match (&self.node.value, self.stand_in()) {
            (_, Some(stand_in)) => stand_in.deserialize_seq(visitor),
            (Value::List(nodes), None) => self.list(nodes, visitor),
            _ => {
                let what = "a list belongs here: `[one, two]`, or a line with `- ` for each";
                Err(Fault::of(Kind::Wrong(what.to_owned())))
            }
        };
        self.placed(read)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let read = match (&self.node.value, self.stand_in()) {
            (_, Some(stand_in)) => stand_in.deserialize_map(visitor),
            (Value::Map(entries), None) => self.map(entries, visitor),
            _ => {
                let what = "keys with values belong here, each on a line of its own";
                Err(Fault::of(Kind::Wrong(what.to_owned())))
            }
        };
        self.placed(read)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        kind: &'static str,
        keys: Names,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let read = match (&self.node.value, self.stand_in()) {
            (_, Some(stand_in)) => stand_in.deserialize_struct(kind, keys, visitor),
            (Value::Map(entries), None) => self.map(entries, visitor),
            _ => {
                let what = format!("keys with values belong here: {}", keys.join(", "));
                Err(Fault::of(Kind::Wrong(what)))
            }
        };
        self.placed(read)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        kind: &'static str,
        known: Names,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let read = match self.stand_in() {
            Some(stand_in) => stand_in.deserialize_enum(kind, known, visitor),
            None => visitor.visit_enum(name(self.node).into_deserializer()),
        };
        self.placed(read)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct ignored_any
    }
}

/// The values of a list.
struct List<'a> {
    nodes: std::slice::Iter<'a, Node>,
    repairs: &'a Repairs,
}

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        let Some(node) = self.nodes.next() else { return Ok(None) };
        seed.deserialize(Reader::new(node, self.repairs)).map(Some)
    }
}

/// The entries of a map: those that are written and not passed over, then those that are added.
struct Map<'a> {
    begins: Spot,
    entries: std::slice::Iter<'a, (Node, Node)>,
    added: std::slice::Iter<'a, &'static str>,
    seen: BTreeSet<String>,
    /// The value of the key that was given last; `None` for an added one.
    value: Option<&'a Node>,
    repairs: &'a Repairs,
}

impl<'de> MapAccess<'de> for Map<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let repairs = self.repairs;
        let written = self.entries.find(|(key, _)| !repairs.passed.contains(&at(key)));
        self.value = written.map(|(_, value)| value);
        if let Some((key, _)) = written {
            let text = name(key);
            if !self.seen.insert(text.clone()) {
                let kind = Kind::Twice(text);
                return Err(Fault { at: Some(at(key)), within: None, kind });
            }
            let read = seed.deserialize(Reader::new(key, repairs)).map(Some);
            return read.map_err(|fault| Fault { within: Some(self.begins), ..fault });
        }
        let Some(key) = self.added.next() else { return Ok(None) };
        seed.deserialize((*key).into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        match self.value {
            Some(node) => seed.deserialize(Reader::new(node, self.repairs)),
            None => seed.deserialize(StandIn),
        }
    }
}
