// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {
    AccessControlDefaultAdminRules
} from "@openzeppelin/contracts/access/extensions/AccessControlDefaultAdminRules.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {IEnergyConverter} from "./interfaces/IEnergyConverter.sol";
import {IETKToken} from "./interfaces/IETKToken.sol";

/// @title EnerLink Energy Converter
contract EnergyConverter is IEnergyConverter, AccessControlDefaultAdminRules, Pausable {
    using SafeCast for uint256;
    using SafeCast for int256;
    using SignedMath for int256;

    /// @notice Reports what registers stand at.
    bytes32 public constant ORACLE_ROLE = keccak256("ORACLE_ROLE");
    /// @notice Registers meters and changes them.
    bytes32 public constant REGISTRAR_ROLE = keccak256("REGISTRAR_ROLE");
    /// @notice Repays debts from escrow: the market.
    bytes32 public constant MARKET_ROLE = keccak256("MARKET_ROLE");
    /// @notice Stops and resumes.
    bytes32 public constant PAUSER_ROLE = keccak256("PAUSER_ROLE");

    /// @notice µWh to a base unit of ETK, for good.
    uint256 public constant UWH_PER_BASE_UNIT = 1;

    /// @notice The token that is minted and burned.
    IETKToken public immutable ETK;
    /// @notice How far ahead of its capacity a meter may report, in ms: one reporting period.
    uint256 public immutable SLACK_MS;

    mapping(bytes32 meterId => Meter) private _meters;
    mapping(address owner => uint256) private _debts;
    uint256 private _totalDebt;
    int256 private _totalNet;
    int256 private _totalCarried;
    uint64 private _debtSeq;

    /// @dev What converting an amount came to.
    struct Outcome {
        uint256 minted;
        uint256 burned;
    }

    /// @param adminDelay seconds until a change of the administrator takes effect
    /// @param admin grants the roles
    /// @param etk grants this contract its minter role
    /// @param slackSeconds one reporting period
    constructor(uint48 adminDelay, address admin, IETKToken etk, uint32 slackSeconds)
        AccessControlDefaultAdminRules(adminDelay, admin)
    {
        ETK = etk;
        SLACK_MS = uint256(slackSeconds) * 1000;
    }

    /// @inheritdoc IEnergyConverter
    function registerMeter(bytes32 meterId, address owner, uint64 capacityW, uint64 thresholdUwh)
        external
        onlyRole(REGISTRAR_ROLE)
    {
        Meter storage registered = _meters[meterId];
        if (registered.owner != address(0)) revert MeterExists(meterId);
        if (owner == address(0)) revert InvalidOwner(owner);
        registered.owner = owner;
        registered.coveredUntilMs = _nowMs();
        registered.capacityW = capacityW;
        registered.thresholdUwh = thresholdUwh;
        emit MeterRegistered(meterId, owner, capacityW, thresholdUwh);
    }

    /// @inheritdoc IEnergyConverter
    function changeMeterOwner(bytes32 meterId, address owner) external onlyRole(REGISTRAR_ROLE) {
        Meter storage changed = _registered(meterId);
        if (owner == address(0)) revert InvalidOwner(owner);
        int256 settled = changed.carriedUwh;
        if (settled != 0) {
            _setCarried(changed, 0);
            Outcome memory outcome = _convert(changed.owner, settled);
            _announce(meterId, changed, 0, outcome, bytes32(0));
        }
        changed.owner = owner;
        emit MeterOwnerChanged(meterId, owner);
    }

    /// @inheritdoc IEnergyConverter
    function changeMeterLimits(bytes32 meterId, uint64 capacityW, uint64 thresholdUwh)
        external
        onlyRole(REGISTRAR_ROLE)
    {
        Meter storage changed = _registered(meterId);
        changed.capacityW = capacityW;
        changed.thresholdUwh = thresholdUwh;
        emit MeterLimitsChanged(meterId, capacityW, thresholdUwh);
    }

    /// @inheritdoc IEnergyConverter
    function settle(Report[] calldata reports) external onlyRole(ORACLE_ROLE) whenNotPaused {
        for (uint256 i = 0; i < reports.length; ++i) _settle(reports[i]);
    }

    /// @inheritdoc IEnergyConverter
    function repay(address owner, uint256 amount) external onlyRole(MARKET_ROLE) whenNotPaused {
        uint256 debt = _debts[owner];
        if (amount > debt) revert RepaysTooMuch(amount, debt);
        _setDebt(owner, debt - amount);
        ETK.burn(address(this), amount);
    }

    /// @inheritdoc IEnergyConverter
    function pause() external onlyRole(PAUSER_ROLE) {
        _pause();
    }

    /// @inheritdoc IEnergyConverter
    function unpause() external onlyRole(PAUSER_ROLE) {
        _unpause();
    }

    /// @inheritdoc IEnergyConverter
    function meter(bytes32 meterId) external view returns (Meter memory) {
        return _meters[meterId];
    }

    /// @inheritdoc IEnergyConverter
    function debtOf(address owner) external view returns (uint256) {
        return _debts[owner];
    }

    /// @inheritdoc IEnergyConverter
    function debtSeq() external view returns (uint64) {
        return _debtSeq;
    }

    /// @inheritdoc IEnergyConverter
    function verifyReading(bytes32 readingsRoot, Reading calldata reading, bytes32[] calldata proof)
        external
        pure
        returns (bool)
    {
        bytes32 content = keccak256(
            abi.encodePacked(
                reading.meterId,
                reading.boot,
                reading.timestampMs,
                reading.epoch,
                reading.exportUwh,
                reading.importUwh,
                reading.payloadHash
            )
        );
        return MerkleProof.verifyCalldata(proof, readingsRoot, keccak256(bytes.concat(content)));
    }

    /// @inheritdoc IEnergyConverter
    function totalNet() external view returns (int256) {
        return _totalNet;
    }

    /// @inheritdoc IEnergyConverter
    function totalCarried() external view returns (int256) {
        return _totalCarried;
    }

    /// @inheritdoc IEnergyConverter
    function totalDebt() external view returns (uint256) {
        return _totalDebt;
    }

    function _settle(Report calldata report) private {
        Meter storage reported = _meters[report.meterId];
        if (reported.owner == address(0)) return _refuse(report, Refusal.UNKNOWN_METER);
        if (report.epoch < reported.epoch) return _refuse(report, Refusal.STALE_EPOCH);
        if (report.epoch > reported.epoch) return _baseline(report, reported);
        if (report.exportUwh < reported.exportUwh || report.importUwh < reported.importUwh) {
            return _refuse(report, Refusal.LOWER_REGISTER);
        }
        uint256 exported = report.exportUwh - reported.exportUwh;
        uint256 imported = report.importUwh - reported.importUwh;
        if (!_cover(reported, Math.max(exported, imported))) return _refuse(report, Refusal.BEYOND_CAPACITY);
        // Both are differences of registers of 64 bits.
        // forge-lint: disable-next-line(unsafe-typecast)
        _take(report, reported, int256(exported) - int256(imported));
    }

    /// @dev The registers restarted: what they stand at now is where counting begins.
    function _baseline(Report calldata report, Meter storage reported) private {
        reported.epoch = report.epoch;
        reported.coveredUntilMs = Math.max(reported.coveredUntilMs, _nowMs()).toUint64();
        _take(report, reported, 0);
    }

    function _take(Report calldata report, Meter storage reported, int256 net) private {
        reported.exportUwh = report.exportUwh;
        reported.importUwh = report.importUwh;
        _totalNet += net;
        int256 accumulated = reported.carriedUwh + net;
        bool due = accumulated.abs() >= reported.thresholdUwh;
        _setCarried(reported, due ? int256(0) : accumulated);
        Outcome memory outcome = _convert(reported.owner, due ? accumulated : int256(0));
        _announce(report.meterId, reported, net, outcome, report.readingsRoot);
    }

    /// @dev Uses up capacity for `uwh`, if by now there is enough of it. Capacity left unused when a report is taken is
    /// lost; what is used ahead of time, up to the slack, has to be made good by the reports that follow.
    function _cover(Meter storage reported, uint256 uwh) private returns (bool) {
        if (uwh == 0) return true;
        if (reported.capacityW == 0) return false;
        uint256 neededMs = Math.ceilDiv(uwh * 36, uint256(reported.capacityW) * 10); // 1 W for 1 h is 10⁶ µWh
        uint256 coveredUntilMs = reported.coveredUntilMs + neededMs;
        if (coveredUntilMs > _nowMs() + SLACK_MS) return false;
        reported.coveredUntilMs = Math.max(coveredUntilMs, _nowMs()).toUint64();
        return true;
    }

    /// @dev Mints what is above zero, after the owner's debt; burns what is below, and what the wallet lacks is owed.
    function _convert(address owner, int256 uwh) private returns (Outcome memory outcome) {
        uint256 debt = _debts[owner];
        uint256 amount = uwh.abs();
        if (uwh > 0) {
            uint256 repaid = Math.min(debt, amount);
            outcome.minted = amount - repaid;
            if (repaid > 0) _setDebt(owner, debt - repaid);
            if (outcome.minted > 0) ETK.mint(owner, outcome.minted);
        } else if (uwh < 0) {
            outcome.burned = Math.min(ETK.burnable(owner), amount);
            if (outcome.burned < amount) _setDebt(owner, debt + amount - outcome.burned);
            if (outcome.burned > 0) ETK.burn(owner, outcome.burned);
        }
    }

    function _setCarried(Meter storage changed, int256 carried) private {
        _totalCarried += carried - changed.carriedUwh;
        changed.carriedUwh = carried.toInt128();
    }

    function _setDebt(address owner, uint256 debt) private {
        _totalDebt = _totalDebt + debt - _debts[owner];
        _debts[owner] = debt;
        emit DebtChanged(++_debtSeq, owner, debt);
    }

    function _announce(bytes32 meterId, Meter storage settled, int256 net, Outcome memory outcome, bytes32 root)
        private
    {
        address owner = settled.owner;
        emit EnergySettled(
            meterId,
            owner,
            settled.epoch,
            settled.exportUwh,
            settled.importUwh,
            net,
            outcome.minted,
            outcome.burned,
            _debts[owner],
            settled.carriedUwh,
            root
        );
    }

    function _refuse(Report calldata report, Refusal reason) private {
        emit ReportRefused(report.meterId, reason);
    }

    function _registered(bytes32 meterId) private view returns (Meter storage registered) {
        registered = _meters[meterId];
        if (registered.owner == address(0)) revert UnknownMeter(meterId);
    }

    function _nowMs() private view returns (uint64) {
        return uint64(block.timestamp * 1000);
    }
}
