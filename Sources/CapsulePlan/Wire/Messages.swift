// SPDX-License-Identifier: Apache-2.0

/// What the init stage says to its parent.
///
///     parent                               init stage
///       clone3 ------------------------------> exec of the sealed image
///       writes maps, oom score, net devices
///       begin -------------------------------> performs steps
///       <--------------------- treeToMap(fd)   (a mount of kind mappedBind)
///       fetches it by pidfd_getfd, maps its owners
///       proceed ----------------------------->
///       <----------------------- runtimeHooks  (waitForRuntimeHooks)
///       runs prestart, createRuntime
///       proceed ----------------------------->
///       <----------------- seccompListener(fd) (loadSeccomp with notify)
///       fetches it by pidfd_getfd, delivers it
///       proceed ----------------------------->
///       <------------------------------ ready  (waitAtGate)
///       run, exec: start ---------------------> executes; end of file says that it did
///       at any time: failed(Failure), then the end; warning(text) and debug(text)
package enum FromInit: Sendable {
  case runtimeHooks
  /// The number in the init stage of a tree it has opened, and of the plan's map for it.
  case treeToMap(Int32, map: Int)
  /// The descriptor's number in the init stage.
  case seccompListener(Int32)
  case ready
  case failed(Failure)
  case warning(String)
  case debug(String)
}

/// What the parent says to the init stage.
package enum ToInit: Sendable {
  case begin
  case proceed
  case start
}
