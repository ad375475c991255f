//! slack-morphism has no timeouts anywhere: this connector gives every call one.

use std::future::Future;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use slack_morphism::errors::{SlackClientError, SlackClientHttpProtocolError};
use slack_morphism::multipart_form::FileMultipartData;
use slack_morphism::{
    ClientResult, SlackClientApiCallContext, SlackClientHttpConnector, SlackClientId, SlackClientSecret,
};
use url::Url;

/// Slack answers well within this, or something is wrong.
pub(super) const DEADLINE: Duration = Duration::from_secs(10);

/// A connector whose calls end in time.
#[derive(Clone, Debug)]
pub(super) struct Deadline<C>(pub(super) C);

fn in_time<'a, T>(call: impl Future<Output = ClientResult<T>> + Send + 'a) -> BoxFuture<'a, ClientResult<T>> {
    async move {
        tokio::time::timeout(DEADLINE, call).await.unwrap_or_else(|elapsed| {
            Err(SlackClientError::HttpProtocolError(SlackClientHttpProtocolError::new().with_cause(Box::new(elapsed))))
        })
    }
    .boxed()
}

impl<C: SlackClientHttpConnector + Send + Sync> SlackClientHttpConnector for Deadline<C> {
    fn http_get_uri<'a, RS>(
        &'a self,
        uri: Url,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: DeserializeOwned + Send + 'a,
    {
        in_time(self.0.http_get_uri(uri, context))
    }

    fn http_get_with_client_secret<'a, RS>(
        &'a self,
        uri: Url,
        id: &'a SlackClientId,
        secret: &'a SlackClientSecret,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: DeserializeOwned + Send + 'a,
    {
        in_time(self.0.http_get_with_client_secret(uri, id, secret))
    }

    fn http_post_uri<'a, RQ, RS>(
        &'a self,
        uri: Url,
        request: &'a RQ,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RQ: Serialize + Send + Sync,
        RS: DeserializeOwned + Send + 'a,
    {
        in_time(self.0.http_post_uri(uri, request, context))
    }

    fn http_post_uri_multipart_form<'a, 'p, RS, PT, TS>(
        &'a self,
        uri: Url,
        file: Option<FileMultipartData<'p>>,
        params: &'p PT,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: DeserializeOwned + Send + 'a,
        PT: IntoIterator<Item = (&'p str, Option<TS>)> + Clone,
        TS: AsRef<str> + 'p + Send,
    {
        in_time(self.0.http_post_uri_multipart_form(uri, file, params, context))
    }

    fn http_post_uri_binary<'a, 'p, RS>(
        &'a self,
        uri: Url,
        content_type: String,
        data: &'a [u8],
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: DeserializeOwned + Send + 'a,
    {
        in_time(self.0.http_post_uri_binary(uri, content_type, data, context))
    }

    fn create_method_uri_path(&self, method: &str) -> ClientResult<Url> {
        self.0.create_method_uri_path(method)
    }
}
