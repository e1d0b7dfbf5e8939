use http::{Request, Response};

use super::reply::Reply;

/// The server that is tested, which is an async function.
pub(super) trait Server {
    /// Returns the head of the response, or the text of the error.
    async fn answer(&mut self, request: Request<Vec<u8>>) -> Result<Response<()>, String>;
}

impl<F, A> Server for F
where
    F: AsyncFnMut(Request<Vec<u8>>) -> A,
    A: Reply,
{
    async fn answer(&mut self, request: Request<Vec<u8>>) -> Result<Response<()>, String> {
        self(request).await.into_head()
    }
}
