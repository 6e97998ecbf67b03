import { notFound } from './api-failure.ts';
import type { Handler } from './exchange.ts';

/** GET /organizations/{id}: of use for its counts alone; it knows no user types, licences or seats. */
export const getOrganization: Handler = ({ brand, options, origin, ids: [id = ''] }) => {
  if (id !== options.brandId) throw notFound(id);
  return {
    id,
    name: options.brandId,
    baseUrl: origin,
    type: 'Trial',
    status: 'Active',
    creationDate: '2020-01-01T00:00:00Z',
    expirationDate: null,
    stats: {
      responseCounts: { auditable: 0, generated: 0, deleted: 0 },
      surveyCounts: { totalSurveys: 0, activeSurveys: 0 },
      loginActivity: { totalUsers: brand.users.size },
    },
  };
};
