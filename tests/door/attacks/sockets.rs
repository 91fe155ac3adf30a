//! What is sent is not a request that any client would make.

use super::super::issuer::{Issuer, activity};
use super::{Attack, bearer, request};

const MIB: usize = 1024 * 1024;

pub(super) fn attacks(issuer: &Issuer) -> Vec<Attack> {
    let bearer = bearer(&issuer.ring.sign(&issuer.claims()).expect("a token"));
    let plain = |text: &str| text.as_bytes().to_vec();
    let long_header = request(&format!("x-long: {}\r\n", "x".repeat(MIB)), "{}");
    let smuggled = format!(
        "POST /api/messages HTTP/1.1\r\nhost: x\r\n{bearer}content-length: 4\r\n\
         transfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\n\r\n"
    );
    let said = |rest: &str| head(&format!("{bearer}{rest}"));
    let mut attacks = vec![
        Attack::new("a header of one megabyte", long_header, &[431, 0], None),
        Attack::new(
            "five hundred headers",
            request(&"x: 1\r\n".repeat(500), "{}"),
            &[431, 0],
            None,
        ),
        Attack::new(
            "a second request hidden behind two lengths",
            smuggled.into_bytes(),
            &[400],
            "malformed",
        ),
        Attack::new(
            "two different lengths",
            said("content-length: 4\r\ncontent-length: 5\r\n"),
            &[400, 0],
            None,
        ),
        Attack::new("not HTTP", b"\x16\x03\x01\x02\x00\x01\x00".to_vec(), &[400, 0], None),
        Attack::new("GET", plain("GET /api/messages HTTP/1.0\r\n\r\n"), &[405], "wrong_method"),
        Attack::new("PUT", plain("PUT /api/messages HTTP/1.0\r\n\r\n"), &[405], "wrong_method"),
        Attack::new("another path", plain("GET /../etc/passwd HTTP/1.0\r\n\r\n"), &[404], None),
        Attack::new(
            "a body that breaks off",
            [said("content-length: 1000\r\n"), activity().to_string().into_bytes()].concat(),
            &[400, 0],
            "broken_off",
        )
        .hanging_up(),
        Attack::new("a head that never ends", plain("POST /api/messages HTT"), &[408, 0], None),
        Attack::new(
            "a body that never ends",
            said("content-length: 1000\r\n"),
            &[408, 0],
            "too_slow",
        ),
    ];
    attacks.extend(gigabytes(&bearer));
    attacks
}

/// Bodies of a gigabyte, behind this header and without it.
pub(super) fn gigabytes(bearer: &str) -> Vec<Attack> {
    let gigabyte = || std::iter::repeat_n(vec![b' '; MIB], 1024);
    let line = |text: &str| text.as_bytes().to_vec();
    let chunk = [line(&format!("{MIB:x}\r\n")), vec![b' '; MIB], line("\r\n")].concat();
    let said = |rest: &str| head(&format!("{bearer}{rest}"));
    vec![
        Attack::new(
            "a body of one gigabyte without a token",
            head("content-length: 1073741824\r\n"),
            &[401, 0],
            "no_token",
        )
        .then(gigabyte()),
        Attack::new(
            "a body of one gigabyte",
            said("content-length: 1073741824\r\n"),
            &[413, 0],
            "too_large",
        )
        .then(gigabyte()),
        Attack::new(
            "a body of one gigabyte in chunks",
            said("transfer-encoding: chunked\r\n"),
            &[413, 0],
            "too_large",
        )
        .then(std::iter::repeat_n(chunk, 1024)),
    ]
}

/// A head with these lines, each ended.
fn head(rest: &str) -> Vec<u8> {
    format!("POST /api/messages HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{rest}\r\n")
        .into_bytes()
}
