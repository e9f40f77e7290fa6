// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// The verbs.
///
/// Each lives in a file of its name; options in, values out; nothing is printed here.
///
///     create(CreateRequest, RuntimeSettings)
///     run(RunRequest, RuntimeSettings) -> Int32          exit status of the container, 0 when detached
///     exec(ExecRequest, RuntimeSettings) -> Int32        exit status of the process, 0 when detached
///     start(id, RuntimeSettings)
///     state(id, RuntimeSettings) -> State
///     kill(KillRequest, RuntimeSettings)
///     delete(id, force:, RuntimeSettings)
///     list(RuntimeSettings) -> ContainerListing
///     processes(id, RuntimeSettings) -> [Int32]           host pids (`ps --format json`)
///     processTable(id, arguments:, RuntimeSettings) -> String      ps(1)'s table, only the container's lines
///     pause(id, RuntimeSettings), resume(id, RuntimeSettings)
///     update(UpdateRequest, RuntimeSettings)
///     statistics(id, RuntimeSettings) -> Statistics
///     events(id, interval:, RuntimeSettings, tell:)           until the container ends
///     features are the CLI's; plan(CreateRequest, RuntimeSettings) -> [String]: the lines of `capsule-oci plan`
package enum Operations {}
