// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan

/// The verbs. Each lives in a file of its name; options in, values out; nothing is printed here.
///
///     create(CreateOptions, RuntimeSettings)
///     run(RunOptions, RuntimeSettings) -> Int32          exit status of the container, 0 when detached
///     exec(ExecOptions, RuntimeSettings) -> Int32        exit status of the process, 0 when detached
///     start(id, RuntimeSettings)
///     state(id, RuntimeSettings) -> ContainerView
///     kill(KillOptions, RuntimeSettings)
///     delete(id, force:, RuntimeSettings)
///     list(RuntimeSettings) -> ContainerListing
///     processes(id, RuntimeSettings) -> [Int32]           host pids (`ps --format json`)
///     processTable(id, arguments:, RuntimeSettings) -> String      ps(1)'s table, only the container's lines
///     pause(id, RuntimeSettings), resume(id, RuntimeSettings)
///     features are the CLI's; plan(CreateOptions, RuntimeSettings) -> LaunchPlan for `capsule-oci plan`
package enum Operations {}
