//! Reading that never fails: what is missing, null or of another shape counts as not there.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// Reads a field, or takes its default when it is null or of another shape.
pub(in crate::bot_framework) fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let value = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

/// Reads a list, without the elements that are of another shape: one that is odd does not hide
/// the others.
pub(in crate::bot_framework) fn lenient_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let Value::Array(elements) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    let elements = elements.into_iter();
    Ok(elements.filter_map(|element| serde_json::from_value(element).ok()).collect())
}

/// Reads a number that may be written as a number or as a text.
pub(in crate::bot_framework) fn lenient_count<'de, D>(
    deserializer: D,
) -> Result<Option<usize>, D::Error>
where
    D: Deserializer<'de>,
{
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_u64().and_then(|number| usize::try_from(number).ok()),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}
