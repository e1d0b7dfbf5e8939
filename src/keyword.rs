//! Enumerations in which each value has a string. A value is printed as its string, and parsed from it.

/// A macro that defines an enumeration in which each value has a string.
macro_rules! keyword_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $keyword:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$variant_meta])* $variant, )+ }

        impl $name {
            /// All values, in the order in which the enumeration defines them.
            pub const ALL: &[Self] = &[$( Self::$variant, )+];

            /// Returns the string that stands for this value.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $keyword, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::keyword::UnknownKeyword;

            fn from_str(keyword: &str) -> Result<Self, $crate::keyword::UnknownKeyword> {
                Self::ALL.iter().copied().find(|value| value.as_str() == keyword).ok_or_else(|| {
                    $crate::keyword::UnknownKeyword { keyword: keyword.to_owned(), expected: stringify!($name) }
                })
            }
        }
    };
}

pub(crate) use keyword_enum;

/// The error for a string that does not stand for a value of the enumeration.
///
/// ```
/// use fetch_cors::request::Mode;
/// assert_eq!("CORS".parse::<Mode>().unwrap_err().to_string(), "\"CORS\" is not a value of `Mode`");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{keyword:?} is not a value of `{expected}`")]
#[non_exhaustive]
pub struct UnknownKeyword {
    /// The string that was given.
    pub keyword: String,
    /// The name of the enumeration.
    pub expected: &'static str,
}
