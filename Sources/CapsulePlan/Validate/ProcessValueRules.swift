// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

extension Validate {
  /// config.md, "POSIX process" and "Linux Process": limits, scores, schedulers, CPUs.
  static let processValueRules: [Rule] = [
    // `rlimits`: "MUST generate an error for any values which cannot be mapped to a relevant kernel interface".
    Rule("rlimit-type") { spec, report in
      for (index, limit) in (spec.process?.rlimits ?? []).enumerated() {
        let type = limit.type ?? ""
        guard ResourceLimit(name: type) == nil else { continue }
        report.error(
          "/process/rlimits/\(index)/type", type.isEmpty ? "missing" : "invalid rlimit type: \(type)",
          hint: DidYouMean.nearest(to: type, among: ResourceLimit.allCases.map { $0.name }).map {
            "did you mean \"\($0)\"?"
          })
      }
    },

    // "If `rlimits` contains duplicated entries with same `type`, the runtime MUST generate an error" (runc and crun
    // take the last).
    Rule("duplicate-rlimit") { spec, report in
      let limits = spec.process?.rlimits ?? []
      for (index, limit) in limits.enumerated() {
        for earlier in limits[..<index] where earlier.type == limit.type {
          report.error("/process/rlimits/\(index)/type", "duplicated \(limit.type ?? "")")
          break
        }
      }
    },

    // `soft` and `hard` (uint64, REQUIRED); setrlimit(2) refuses a soft limit above the hard one.
    Rule("rlimit-values") { spec, report in
      for (index, limit) in (spec.process?.rlimits ?? []).enumerated() {
        let pointer = "/process/rlimits/\(index)"
        if limit.soft == nil { report.error(pointer + "/soft", "missing") }
        if limit.hard == nil { report.error(pointer + "/hard", "missing") }
        if let soft = limit.soft, let hard = limit.hard, soft > hard {
          report.error(pointer + "/soft", "\(soft) is above the hard limit \(hard)")
        }
      }
    },

    // proc(5): oom_score_adj is -1000 to +1000.
    Rule("oom-score") { spec, report in
      guard let score = spec.process?.oomScoreAdj, !(-1000...1000).contains(score) else { return }
      report.error("/process/oomScoreAdj", "\(score) is out of range", hint: "-1000 to 1000")
    },

    // `scheduler.policy` (string, REQUIRED) and `flags`: "A valid list of values".
    Rule("scheduler-names") { spec, report in
      guard let scheduler = spec.process?.scheduler else { return }
      let policy = scheduler.policy ?? ""
      if policy.isEmpty {
        report.error("/process/scheduler/policy", "scheduler policy is required")
      } else if SchedulingPolicy(name: policy) == nil {
        report.error(
          "/process/scheduler/policy", "invalid scheduler policy: \(policy)",
          hint: DidYouMean.hint(for: policy, among: SchedulingPolicy.allCases.map { $0.name }))
      }
      for (index, flag) in (scheduler.flags ?? []).enumerated() where SchedulingFlag(name: flag) == nil {
        report.error(
          "/process/scheduler/flags/\(index)", "invalid scheduler flag: \(flag)",
          hint: DidYouMean.hint(for: flag, among: SchedulingFlag.allCases.map { $0.name }))
      }
    },

    // sched_setattr(2): which value belongs to which policy.
    Rule("scheduler-values") { spec, report in
      guard let scheduler = spec.process?.scheduler, let policy = SchedulingPolicy(name: scheduler.policy ?? "") else {
        return
      }
      if policy == .other || policy == .batch, let nice = scheduler.nice, !(-20...19).contains(nice) {
        report.error(
          "/process/scheduler/nice", "invalid scheduler.nice: \(nice) when scheduler.policy is \(policy.name)",
          hint: "-20 to 19")
      }
      let priority = scheduler.priority ?? 0
      if policy == .fifo || policy == .roundRobin {
        if !(1...99).contains(priority) {
          report.error("/process/scheduler/priority", "\(priority) is out of range for \(policy.name)", hint: "1 to 99")
        }
      } else if priority != 0 {
        report.error(
          "/process/scheduler/priority", "scheduler.priority can only be specified for SchedFIFO or SchedRR policy")
      }
      let hasDeadline = (scheduler.runtime ?? 0) + (scheduler.deadline ?? 0) + (scheduler.period ?? 0) > 0
      if hasDeadline, policy != .deadline {
        report.error(
          "/process/scheduler", "scheduler runtime/deadline/period can only be specified for SchedDeadline policy")
      }
    },

    // `ioPriority`: class (string, REQUIRED) of three; priority (int, REQUIRED) "ranging from 0 (highest) to 7
    // (lowest)" (crun takes 9). A missing priority is 0, as Go writes and reads it.
    Rule("io-priority") { spec, report in
      guard let priority = spec.process?.ioPriority else { return }
      let name = priority.class ?? ""
      if IOPriorityClass(name: name) == nil {
        report.error(
          "/process/ioPriority/class", "invalid ioPriority.Class: \"\(name)\"",
          hint: DidYouMean.hint(for: name, among: IOPriorityClass.allCases.map { $0.name }))
      }
      if let level = priority.priority, !(0...7).contains(level) {
        report.error("/process/ioPriority/priority", "invalid ioPriority.Priority: \(level)", hint: "0 to 7")
      }
    },

    // `execCPUAffinity`: "a comma-separated list, with dashes to represent ranges".
    Rule("cpu-affinity") { spec, report in
      guard let affinity = spec.process?.execCPUAffinity else { return }
      for (name, list) in [("initial", affinity.initial), ("final", affinity.final)] {
        guard let list, !list.isEmpty, NumberList.parse(list) == nil else { continue }
        report.error("/process/execCPUAffinity/" + name, "bad CPU list \"\(list)\"", hint: "like \"0-3,7\"")
      }
    },
  ]
}
