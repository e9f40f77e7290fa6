// SPDX-License-Identifier: Apache-2.0

/// A queue of at most so many elements between threads: a sender that is faster than its receiver waits, so memory is
/// bounded however large the stream is.
package final class Channel<Element: Sendable>: @unchecked Sendable {
  private let lock = Lock()
  private let capacity: Int
  private var elements: [Element] = []
  private var head = 0
  private var isFinished = false
  private var isCancelled = false

  package init(capacity: Int) { self.capacity = capacity }

  private var count: Int { elements.count - head }

  /// Puts an element at the end, waiting for room; false when nobody will receive it.
  @discardableResult
  package func send(_ element: Element) -> Bool {
    lock.with {
      while count >= capacity, !isCancelled { lock.wait() }
      if isCancelled { return false }
      elements.append(element)
      lock.wake()
      return true
    }
  }

  /// Takes the first element, waiting for one; nil after the last.
  package func receive() -> Element? {
    lock.with {
      while count == 0, !isFinished, !isCancelled { lock.wait() }
      if count == 0 || isCancelled { return nil }
      let element = elements[head]
      head += 1
      // Sent and received ones are dropped together, so that neither end pays for moving the rest.
      if head >= capacity {
        elements.removeFirst(head)
        head = 0
      }
      lock.wake()
      return element
    }
  }

  /// The sender has no more.
  package func finish() {
    lock.with {
      isFinished = true
      lock.wake()
    }
  }

  /// Either end gives up: senders and receivers return at once.
  package func cancel() {
    lock.with {
      isCancelled = true
      elements.removeAll()
      head = 0
      lock.wake()
    }
  }
}
