//! The content codings gzip, deflate and br.

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use bytes::Bytes;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::CONTENT_ENCODING;

use crate::transport::TransportError;
use crate::transport::body::MAX_BODY_BYTES;

/// A way in which a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Deflate,
    Brotli,
}

/// The value of `Accept-Encoding`: the codings that a response may have.
pub(crate) const ACCEPT_ENCODING: &str = "gzip, deflate, br";

/// Returns the codings of a body, in the order in which the server applied them. If one of them is unknown, returns none, so
/// that the body is left unchanged, as in browsers.
pub(crate) fn codings(headers: &HeaderMap) -> Vec<Coding> {
    let lines = headers.get_all(CONTENT_ENCODING).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let text = lines.collect::<Vec<_>>().join(",").to_ascii_lowercase();
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "identity");
    let codings = names.map(|name| match name {
        "gzip" | "x-gzip" => Some(Coding::Gzip),
        "deflate" => Some(Coding::Deflate),
        "br" => Some(Coding::Brotli),
        _ => None,
    });
    codings.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Returns the decoded body. An empty body has no coding, whatever the headers say.
///
/// # Errors
///
/// Returns an error if the body does not have the form of its coding, or if it is too long after decoding.
pub(crate) fn decode(bytes: Bytes, codings: &[Coding]) -> Result<Bytes, TransportError> {
    if bytes.is_empty() {
        return Ok(bytes);
    }
    codings.iter().rev().try_fold(bytes, |bytes, coding| decode_one(&bytes, *coding))
}

fn decode_one(bytes: &[u8], coding: Coding) -> Result<Bytes, TransportError> {
    let (coding, decoded) = match coding {
        Coding::Gzip => ("gzip", read(MultiGzDecoder::new(bytes))),
        Coding::Deflate if is_zlib(bytes) => ("deflate", read(ZlibDecoder::new(bytes))),
        // Some servers leave out the zlib format around the data, and browsers accept that.
        Coding::Deflate => ("deflate", read(DeflateDecoder::new(bytes))),
        Coding::Brotli => ("br", read(Decompressor::new(bytes, 4096))),
    };
    let decoded = decoded.map_err(|source| TransportError::Undecodable { coding, source })?;
    if decoded.len() > MAX_BODY_BYTES {
        return Err(TransportError::BodyTooLong { limit: MAX_BODY_BYTES });
    }
    Ok(decoded.into())
}

/// Reads at most one byte more than a body may have, so that the caller sees that it is too long.
fn read(decoder: impl Read) -> io::Result<Vec<u8>> {
    let mut decoded = Vec::new();
    decoder.take(MAX_BODY_BYTES as u64 + 1).read_to_end(&mut decoded)?;
    Ok(decoded)
}

/// Checks whether the first two bytes are a header of the zlib format.
fn is_zlib(bytes: &[u8]) -> bool {
    match bytes {
        [first, second, ..] => first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0,
        _ => false,
    }
}
