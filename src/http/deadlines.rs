//! A connection with deadlines for what the other end sends and for how long it takes to read what we send.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::http::connections::{Deadlines, Progress};

/// A stream that fails when its other end misses a deadline.
#[derive(Debug)]
pub(super) struct DeadlineStream<S> {
    stream: S,
    deadlines: Deadlines,
    progress: Arc<Progress>,
    read: Pin<Box<Sleep>>,
    write: Pin<Box<Sleep>>,
    /// Set from the first byte that couldn't be sent until a write completes; sending a part of it doesn't extend it.
    is_write_stalled: bool,
}

impl<S> DeadlineStream<S> {
    pub(super) fn new(stream: S, deadlines: Deadlines, progress: Arc<Progress>) -> Self {
        let timer = || Box::pin(sleep_until(Instant::now()));
        Self { stream, deadlines, progress, read: timer(), write: timer(), is_write_stalled: false }
    }

    /// Applies the write deadline to `done`, a write or a flush; `is_whole` says whether all of it went out.
    fn written<T>(
        &mut self,
        cx: &mut Context<'_>,
        done: Poll<io::Result<T>>,
        is_whole: impl FnOnce(&T) -> bool,
    ) -> Poll<io::Result<T>> {
        match &done {
            Poll::Ready(Ok(written)) if is_whole(written) => {
                self.is_write_stalled = false;
                return done;
            }
            Poll::Ready(Err(_)) => return done,
            Poll::Ready(Ok(_)) | Poll::Pending => {}
        }
        if !self.is_write_stalled {
            self.is_write_stalled = true;
            self.write.as_mut().reset(Instant::now() + self.deadlines.write);
        }
        if self.write.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        done
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for DeadlineStream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(cx, buffer) {
            if buffer.filled().len() > before {
                this.progress.received();
            }
            return Poll::Ready(read);
        }
        let Some(deadline) = this.progress.read_deadline(&this.deadlines) else { return Poll::Pending };
        if this.read.deadline() != deadline {
            this.read.as_mut().reset(deadline);
        }
        ready!(this.read.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for DeadlineStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let done = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.written(cx, done, |written| *written == bytes.len())
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        let done = Pin::new(&mut this.stream).poll_write_vectored(cx, slices);
        this.written(cx, done, |written| *written == slices.iter().map(|slice| slice.len()).sum::<usize>())
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::http::connections::Connections;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    fn deadlines() -> Deadlines {
        let long = Duration::from_hours(1);
        Deadlines { first_byte: long, head: long, idle: long, write: Duration::from_millis(50) }
    }

    #[tokio::test]
    async fn whoever_reads_an_answer_byte_by_byte_gets_no_more_time_for_it() {
        let place = Connections::new(1).place(0).await.unwrap();
        let (ours, mut theirs) = duplex(64);
        let mut ours = DeadlineStream::new(ours, deadlines(), place.progress.clone());
        let much = vec![b'x'; 256 * 1024 * 1024];
        let dripping = async {
            loop {
                theirs.read_u8().await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        let written = tokio::select! { written = ours.write_all(&much) => written, () = dripping => Ok(()) };
        assert_eq!(written.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn whoever_reads_has_time_for_each_answer() {
        let place = Connections::new(1).place(0).await.unwrap();
        let (ours, mut theirs) = duplex(64);
        let mut ours = DeadlineStream::new(ours, deadlines(), place.progress.clone());
        for _ in 0..3 {
            let mut answer = [0; 1_000];
            let (written, read) = tokio::join!(ours.write_all(&[b'x'; 1_000]), theirs.read_exact(&mut answer));
            written.unwrap();
            read.unwrap();
            assert!(!ours.is_write_stalled);
        }
    }
}
