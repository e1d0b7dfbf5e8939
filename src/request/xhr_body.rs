use super::body::Source;
use super::error::RequestError;
use crate::header::mime_type::MimeType;
use crate::header::{HeaderList, bytes};

/// The kind of a document that an `XMLHttpRequest` sends as its body.
///
/// ```
/// use fetch_cors::{Client, Origin, request::XhrDocument};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.xml_http_request("POST", "https://api.example/").document(XhrDocument::Html).build()?;
/// assert_eq!(request.headers().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a document is either an HTML document or an XML document")]
pub enum XhrDocument {
    /// An HTML document, with the content type `text/html;charset=UTF-8`.
    Html,
    /// An XML document, with the content type `application/xml;charset=UTF-8`.
    Xml,
}

impl XhrDocument {
    const fn content_type(self) -> &'static [u8] {
        match self {
            Self::Html => b"text/html;charset=UTF-8",
            Self::Xml => b"application/xml;charset=UTF-8",
        }
    }
}

/// The body of an `XMLHttpRequest`.
#[derive(Clone, Debug)]
pub(super) enum XhrBody {
    Source(Source),
    Document(XhrDocument),
}

impl XhrBody {
    /// Sets the `Content-Type` that a request with this body has. `headers` are those that the page has set.
    pub(super) fn set_content_type(&self, headers: &mut HeaderList) -> Result<(), RequestError> {
        // dom-xmlhttprequest-send 4: only a request with a body gets a content type.
        // dom-xmlhttprequest-send 4.1, 4.2, 4.3, 4.3.1, 4.3.2, 4.3.3: reads the content type of the body itself.
        let (content_type, is_text) = match self {
            XhrBody::Document(document) => (Some(document.content_type()), true),
            XhrBody::Source(source) => (source.content_type(), source.is_text()),
        };
        // dom-xmlhttprequest-send 4.4: reads the content type that the page has set.
        match headers.get(b"content-type")? {
            // dom-xmlhttprequest-send 4.5, 4.5.1: a string, a document and a `URLSearchParams` are always sent as UTF-8.
            Some(author) if is_text => {
                // dom-xmlhttprequest-send 4.5.1.1: parses the content type that the page has set.
                let mime_type = MimeType::parse(&author);
                let says_another = |mime_type: &MimeType| {
                    mime_type
                        .parameter("charset")
                        .is_some_and(|charset| !charset.eq_ignore_ascii_case(b"UTF-8"))
                };
                // dom-xmlhttprequest-send 4.5.1.2: checks whether it names another encoding.
                if let Some(mut mime_type) = mime_type.filter(says_another) {
                    // dom-xmlhttprequest-send 4.5.1.2.1, 4.5.1.2.2, 4.5.1.2.3: changes the encoding to UTF-8.
                    mime_type.set_parameter("charset", b"UTF-8");
                    headers.set(b"Content-Type", &mime_type.serialize())?;
                }
            }
            Some(_) => {}
            // dom-xmlhttprequest-send 4.6, 4.6.1, 4.6.2, 4.6.3: the page has set none, so sets that type.
            None => {
                if let Some(content_type) = content_type {
                    headers.set(b"Content-Type", bytes::normalize(content_type))?;
                }
            }
        }
        Ok(())
    }
}
