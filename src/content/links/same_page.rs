//! Does a redirect end at the same page?

use url::Url;

/// Characters of the number that Microsoft's help pages end in; what stands before it is only the
/// title, which changes.
const NUMBER: usize = 36;

/// Is the page where a redirect ended the one that was asked for? Language, `www.`, capitals,
/// a last slash and what follows `?` or `#` make no other page of it. Whoever asks for a front
/// page gets the front page, wherever that is within the host.
pub(super) fn is_same_page(asked: &Url, end: &Url) -> bool {
    let (from, to) = (segments(asked), segments(end));
    host(asked) == host(end) && (from.is_empty() || from == to || has_same_number(&from, &to))
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

fn segments(url: &Url) -> Vec<String> {
    let segments = url.path().split('/').map(str::to_lowercase);
    segments.filter(|segment| !segment.is_empty() && !is_language(segment)).collect()
}

/// A language and country, such as `nl-nl`.
fn is_language(segment: &str) -> bool {
    let letters = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    segment.split_once('-').is_some_and(|(language, country)| letters(language) && letters(country))
}

fn has_same_number(from: &[String], to: &[String]) -> bool {
    let number = |segments: &[String]| -> Option<String> {
        let last = segments.last()?;
        let number = last.get(last.len().checked_sub(NUMBER)?..)?;
        let is_number = number.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
            && number.matches('-').count() == 4;
        is_number.then(|| number.to_owned())
    };
    number(from).is_some_and(|here| number(to).is_some_and(|there| here == there))
}
