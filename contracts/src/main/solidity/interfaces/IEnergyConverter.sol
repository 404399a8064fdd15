// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Turns the change of meters' registers into ETK minted or burned.
/// @notice The oracle reports what a meter's registers stand at, never a difference: the same report again is a change
/// of zero, and a lost one heals with the next. What a wallet cannot pay becomes a recorded debt, which later mints
/// repay first.
///
/// At every moment, to the µWh: supply of ETK = totalNet + totalDebt − totalCarried.
interface IEnergyConverter {
    /// @notice What a meter's cumulative registers stand at.
    /// @param epoch counts the restarts of the meter's registers; within an epoch they never fall
    /// @param readingsRoot commits to the readings behind the report, for the audit
    struct Report {
        bytes32 meterId;
        uint32 epoch;
        uint64 exportUwh;
        uint64 importUwh;
        bytes32 readingsRoot;
    }

    /// @notice A meter's reading as a leaf of `readingsRoot` holds it.
    struct Reading {
        bytes32 meterId;
        uint32 boot;
        uint64 timestampMs;
        uint32 epoch;
        uint64 exportUwh;
        uint64 importUwh;
        bytes32 payloadHash;
    }

    /// @notice A registered meter.
    /// @param coveredUntilMs the time up to which the meter's capacity is used up by what it has reported
    /// @param carriedUwh net energy below the threshold, neither minted nor burned yet
    struct Meter {
        address owner;
        uint32 epoch;
        uint64 coveredUntilMs;
        uint64 capacityW;
        uint64 thresholdUwh;
        int128 carriedUwh;
        uint64 exportUwh;
        uint64 importUwh;
    }

    /// @notice Why a report had no effect.
    /// @dev UNKNOWN_METER: not registered. STALE_EPOCH, LOWER_REGISTER: a report from before the last one taken.
    /// BEYOND_CAPACITY: more than the meter's capacity allows for the time that went by.
    enum Refusal {
        UNKNOWN_METER,
        STALE_EPOCH,
        LOWER_REGISTER,
        BEYOND_CAPACITY
    }

    /// @notice The meter is registered already.
    error MeterExists(bytes32 meterId);
    /// @notice The meter is not registered.
    error UnknownMeter(bytes32 meterId);
    /// @notice Nobody can own a meter at this address.
    error InvalidOwner(address owner);
    /// @notice `amount` is more than the `debt` there is.
    error RepaysTooMuch(uint256 amount, uint256 debt);

    /// @notice A meter is registered, in epoch 0 with both registers at zero.
    event MeterRegistered(bytes32 indexed meterId, address indexed owner, uint64 capacityW, uint64 thresholdUwh);
    /// @notice A meter's owner changed; what the old one had carried is settled with it.
    event MeterOwnerChanged(bytes32 indexed meterId, address indexed owner);
    /// @notice A meter's capacity or threshold changed.
    event MeterLimitsChanged(bytes32 indexed meterId, uint64 capacityW, uint64 thresholdUwh);
    /// @notice A report took effect. `netUwh` is its Δexport − Δimport alone; minted, burned and debt are what followed
    /// for the owner, `debtUwh` and `carriedUwh` what stands after it.
    event EnergySettled(
        bytes32 indexed meterId,
        address indexed owner,
        uint32 epoch,
        uint64 exportUwh,
        uint64 importUwh,
        int256 netUwh,
        uint256 mintedUwh,
        uint256 burnedUwh,
        uint256 debtUwh,
        int256 carriedUwh,
        bytes32 readingsRoot
    );
    /// @notice A report had no effect.
    event ReportRefused(bytes32 indexed meterId, Refusal reason);
    /// @notice What `owner` owes is now `debt`. `seq` counts these events without a gap, from 1.
    event DebtChanged(uint64 indexed seq, address indexed owner, uint256 debt);

    /// @notice Registers a meter, in epoch 0 with both registers at zero. A report of a higher epoch only sets the
    /// baseline, so a meter whose registers stand anywhere reports from epoch 1 on. Only the registrar.
    /// @param capacityW the most that the meter can measure, either way
    /// @param thresholdUwh net energy is carried until it reaches this much; zero settles at once
    function registerMeter(bytes32 meterId, address owner, uint64 capacityW, uint64 thresholdUwh) external;

    /// @notice Gives a meter a new owner, after settling with the old one what is carried. Only the registrar.
    function changeMeterOwner(bytes32 meterId, address owner) external;

    /// @notice Changes a meter's capacity and threshold. Only the registrar.
    function changeMeterLimits(bytes32 meterId, uint64 capacityW, uint64 thresholdUwh) external;

    /// @notice Takes reports, one by one. A report that cannot be taken has no effect but `ReportRefused`; it never
    /// fails the others. Only the oracle.
    function settle(Report[] calldata reports) external;

    /// @notice Burns `amount` ETK that the caller has sent here before and takes it off what `owner` owes. Only the market.
    function repay(address owner, uint256 amount) external;

    /// @notice Stops `settle` and `repay`.
    function pause() external;

    /// @notice Ends a pause.
    function unpause() external;

    /// @notice A meter as it stands; its owner is zero where it is not registered.
    function meter(bytes32 meterId) external view returns (Meter memory);

    /// @notice What `owner` owes, in µWh.
    function debtOf(address owner) external view returns (uint256);

    /// @notice How many `DebtChanged` there were.
    function debtSeq() external view returns (uint64);

    /// @notice Whether `reading` is among those of `readingsRoot`, which `EnergySettled` told: its leaf, hashed with `proof`
    /// in sorted pairs, gives the root. Says nothing of whether the meter is honest.
    function verifyReading(bytes32 readingsRoot, Reading calldata reading, bytes32[] calldata proof)
        external
        pure
        returns (bool);

    /// @notice Σ of the net energy of all reports taken, in µWh.
    function totalNet() external view returns (int256);

    /// @notice Σ of what meters carry, in µWh.
    function totalCarried() external view returns (int256);

    /// @notice Σ of what owners owe, in µWh.
    function totalDebt() external view returns (uint256);
}
